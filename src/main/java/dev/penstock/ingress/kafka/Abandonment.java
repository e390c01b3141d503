package dev.penstock.ingress.kafka;

import dev.penstock.work.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whether a partition was given up, for those who try again and again. One event loop's.
final class Abandonment {
  private final Set<Promise<Void>> waiting = new HashSet<>();
  private boolean given;

  void now() {
    given = true;
    List.copyOf(waiting).forEach(pause -> pause.tryFail(new AbandonedException()));
  }

  /// Waits.
  ///
  /// - **Fails** with [AbandonedException] as soon as the partition is given up.
  Future<Void> unless(Timers timers, Duration pause) {
    if (given) {
      return Future.failedFuture(new AbandonedException());
    }
    Promise<Void> passed = Promise.promise();
    waiting.add(passed);
    var forget = timers.after(pause, passed::tryComplete);
    return passed
        .future()
        .onComplete(
            done -> {
              forget.run();
              waiting.remove(passed);
            });
  }
}
