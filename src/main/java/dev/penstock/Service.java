package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.registry.DefinitionsSource;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A serving Penstock with its process: it stops in order when the process is told to end, which
/// may be while it still starts.
final class Service {
  private static final Duration START = Duration.ofMinutes(10);

  /// For what has no time limit of its own: the stores write what they have and close.
  private static final Duration CLOSE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final Promise<Penstock> started = Promise.promise();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook =
      new Thread(
          () -> {
            boolean _ = stopWithProcess();
          },
          "stop");
  private final Config config;
  private final Runnable afterwards;
  private volatile boolean inOrder;

  private Service(Config config, Runnable afterwards) {
    this.config = config;
    this.afterwards = afterwards;
  }

  /// Starts to serve what the configuration's file defines, see [#start(Config, DefinitionsSource,
  /// Runnable)].
  static Service start(Config config, Runnable afterwards) throws Exception {
    return start(config, DefinitionsSource.ofFile(config.definitions()), afterwards);
  }

  /// Starts to serve; blocks until that is done.
  ///
  /// - **Fails** as [Penstock#start(Vertx, Config, DefinitionsSource)] does; everything is closed
  ///   then.
  ///
  /// @param afterwards what is to be done once it has stopped, or has failed to start
  static Service start(Config config, DefinitionsSource source, Runnable afterwards)
      throws Exception {
    var service = new Service(config, afterwards);
    Runtime.getRuntime().addShutdownHook(service.hook);
    boolean _ = Signals.on("HUP", service::reload);
    boolean _ = Signals.on("TERM", service::endBySignal);
    boolean _ = Signals.on("INT", service::endBySignal);
    try {
      Penstock.start(service.vertx, config, source).onComplete(service.started);
      var _ = service.started.future().await(START.toSeconds(), TimeUnit.SECONDS);
      return service;
    } catch (TimeoutException late) {
      boolean _ = service.stop();
      throw new PushException(
          FailureKind.UNAVAILABLE, "not started after " + START.toMinutes() + " minutes");
    } catch (Exception failure) {
      boolean _ = service.stop();
      throw failure;
    }
  }

  /// Whether somebody has asked it to stop.
  boolean isStopping() {
    return stopping.get();
  }

  Vertx vertx() {
    return vertx;
  }

  /// The port that is served.
  int port() {
    return started.future().result().port();
  }

  /// The port of metrics and probes.
  int operationsPort() {
    return started.future().result().operationsPort();
  }

  /// Blocks until the service has stopped.
  ///
  /// @return whether it did in order
  boolean awaitEnd() throws InterruptedException {
    stopped.await();
    return inOrder;
  }

  /// Stops in order; blocks until that is done, whoever asked for it first.
  ///
  /// @return whether everything that was accepted is stored
  boolean stop() throws InterruptedException {
    if (stopping.getAndSet(true)) {
      return awaitEnd();
    }
    try {
      boolean drained = done(started.future().transform(Service::stopped), patience());
      boolean closed = done(vertx.close(), CLOSE);
      inOrder = started.future().succeeded() && drained && closed;
      afterwards.run();
    } finally {
      stopped.countDown();
      removeHook();
    }
    return inOrder;
  }

  private void reload() {
    Future<Penstock> _ =
        started
            .future()
            .onSuccess(penstock -> {
              var _ = penstock.reload();
            });
  }

  /// Ends the process. Left to itself, a JVM reports the signal as its exit code, but whoever sent
  /// it wants to know whether the service stopped in order. It exits, as halting would leave the
  /// libraries behind that the stores have unpacked.
  private void endBySignal() {
    System.exit(stopWithProcess() ? 0 : 1);
  }

  private boolean stopWithProcess() {
    try {
      return stop();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void removeHook() {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook is what stops the service, or waits for it.
    }
  }

  private static Future<Void> stopped(AsyncResult<Penstock> start) {
    // Whoever asked for the start was told why it failed.
    return start.succeeded() ? start.result().stop() : Future.succeededFuture();
  }

  private Duration patience() {
    return config.http().drainTimeout().plus(config.http().storeTimeout()).plus(CLOSE);
  }

  static boolean done(Future<?> end, Duration patience) {
    try {
      var _ = end.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      System.err.println("penstock: not stopped in order after " + patience.toSeconds() + " s");
    } catch (Exception failure) {
      System.err.println("penstock: not stopped in order: " + Main.reason(failure));
    }
    return false;
  }
}
