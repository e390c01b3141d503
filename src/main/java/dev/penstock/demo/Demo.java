package dev.penstock.demo;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Replays purchases to a serving Penstock, reads features back, and tells what was stored.
public final class Demo {
  private Demo() {}

  /// What to replay.
  ///
  /// @param file CSV of purchases; without one they are generated
  /// @param rows how many to generate
  /// @param seed of the generator
  /// @param batch rows of one push
  public record Options(Optional<Path> file, int rows, long seed, int batch) {}

  /// Runs the demo to its end; blocks, so it is for a thread of its own.
  ///
  /// - **Fails** with [dev.penstock.model.PushException]: `INVALID` for a file that cannot be read,
  ///   `UNAVAILABLE` for a push or read that is refused, `DEFECT` for answers that do not add up.
  public static void run(Vertx vertx, String host, int port, Options options, PrintStream out) {
    var purchases =
        options
            .file()
            .map(PurchaseFile::read)
            .orElseGet(() -> GeneratedPurchases.generate(options.rows(), options.seed()));
    if (purchases.lines().isEmpty()) {
      out.println("There is nothing to replay.");
      return;
    }
    var api = new Api(vertx, host, port);
    var replay = new PurchaseReplay(api, options.batch());
    long begun = System.nanoTime();
    replay.run(purchases.lines(), out);
    var took = Duration.ofNanos(System.nanoTime() - begun);
    var report = new DemoReport(api, out);
    report.readBack(purchases.lines().getLast());
    report.summary(purchases, replay, took);
  }
}
