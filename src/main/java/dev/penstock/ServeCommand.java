package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.registry.HangupSignal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    serve(port == null ? config : config.withPort(port)).awaitEnd();
    return 0;
  }

  /// A service that stops in order when the process is told to end.
  record Running(Vertx vertx, Penstock penstock, CountDownLatch stopped) {
    void awaitEnd() throws InterruptedException {
      stopped.await();
    }

    void stop() {
      try {
        penstock.stop().await(60, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
      } catch (java.util.concurrent.TimeoutException late) {
        System.err.println("penstock: some of the work could not be finished in time");
      } finally {
        stopped.countDown();
      }
    }
  }

  static Running serve(Config config) throws Exception {
    Logging.configure(config.logging());
    var vertx = Vertx.vertx();
    Penstock penstock;
    try {
      penstock = Penstock.start(vertx, config).await(60, TimeUnit.SECONDS);
    } catch (Exception failure) {
      Future<Void> _ = vertx.close();
      throw failure;
    }
    var running = new Running(vertx, penstock, new CountDownLatch(1));
    Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "stop"));
    boolean _ = HangupSignal.onHangup(penstock::reload);
    return running;
  }
}
