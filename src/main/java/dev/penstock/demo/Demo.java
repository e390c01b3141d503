package dev.penstock.demo;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;

/// Replays purchases to a serving Penstock, reads features back, and tells what was stored.
public final class Demo {
  private Demo() {}

  /// Runs the demo to its end; blocks, so it is for a thread of its own.
  ///
  /// - **Fails** with [dev.penstock.model.PushException]: `UNAVAILABLE` for a push or read that is
  ///   refused, `DEFECT` for answers that do not add up.
  ///
  /// @param batch rows of one push
  public static void run(
      Vertx vertx, String host, int port, Purchases purchases, int batch, PrintStream out) {
    if (purchases.lines().isEmpty()) {
      out.println("There is nothing to replay.");
      return;
    }
    var api = new Api(vertx, host, port);
    var replay = new PurchaseReplay(api, batch);
    long begun = System.nanoTime();
    replay.run(purchases.lines(), out);
    var took = Duration.ofNanos(System.nanoTime() - begun);
    var report = new DemoReport(api, out);
    report.readBack(purchases.lines().getLast());
    report.summary(purchases, replay.stored(), took);
    report.total(purchases, replay.stored(), "");
  }
}
