package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.registry.HangupSignal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Serves until the process is told to end.
@Command(
    name = "penstock",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Takes feature rows and stores them, online for serving and offline for training.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped in order", "1:failed", "2:wrong usage or configuration"})
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the HTTP API; 0 takes a free one. Overrides the configuration.")
  private @Nullable Integer port;

  @Override
  public Integer call() throws Exception {
    var config = options.read();
    serve(port == null ? config : config.withPort(port), () -> {}).awaitEnd();
    return 0;
  }

  /// A service that stops in order when the process is told to end.
  record Running(
      Vertx vertx,
      Penstock penstock,
      AtomicBoolean stopping,
      AtomicBoolean inOrder,
      CountDownLatch stopped) {
    Running(Vertx vertx, Penstock penstock) {
      this(vertx, penstock, new AtomicBoolean(), new AtomicBoolean(), new CountDownLatch(1));
    }

    void awaitEnd() throws InterruptedException {
      stopped.await();
    }

    /// Stops in order; blocks until that is done, whoever asked for it first.
    void stop() throws InterruptedException {
      if (stopping.getAndSet(true)) {
        awaitEnd();
        return;
      }
      try {
        penstock.stop().await(60, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
        inOrder.set(true);
      } catch (java.util.concurrent.TimeoutException late) {
        System.err.println("penstock: some of the work could not be finished in time");
      } finally {
        stopped.countDown();
      }
    }
  }

  /// Starts a service that stops in order when the process ends, for whatever reason.
  ///
  /// @param afterwards what is to be done once it has stopped
  static Running serve(Config config, Runnable afterwards) throws Exception {
    Logging.configure(config.logging());
    var vertx = Vertx.vertx();
    Penstock penstock;
    try {
      penstock = Penstock.start(vertx, config).await(60, TimeUnit.SECONDS);
    } catch (Exception failure) {
      Future<Void> _ = vertx.close();
      throw failure;
    }
    var running = new Running(vertx, penstock);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running, afterwards), "stop"));
    boolean _ =
        HangupSignal.onHangup(() -> {
          var _ = penstock.reload();
        });
    return running;
  }

  /// Ends the process. A JVM that is ended by a signal reports that as its exit code, but whoever
  /// sent it wants to know whether the service stopped in order.
  private static void end(Running running, Runnable afterwards) {
    boolean bySignal = !Main.isEnding();
    try {
      running.stop();
      afterwards.run();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (bySignal) {
      Runtime.getRuntime().halt(running.inOrder().get() ? 0 : 1);
    }
  }
}
