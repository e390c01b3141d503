package dev.penstock.ingress.http;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Gives things up that take longer than all of them may. One timer looks after everything that is
/// under way, as a timer each would cost more than what it watches. One event loop's.
final class Deadlines {
  private static final long SWEEP_MILLIS = 200;

  private final long timeoutNanos;
  private final Set<Watched> underWay = new LinkedHashSet<>();

  Deadlines(Vertx vertx, Duration timeout) {
    this.timeoutNanos = timeout.toNanos();
    vertx.setPeriodic(Math.min(SWEEP_MILLIS, timeout.toMillis()), tick -> sweep());
  }

  /// Something under way.
  final class Watched {
    private final long begun = System.nanoTime();
    private final Runnable late;

    private Watched(Runnable late) {
      this.late = late;
    }

    /// It has ended by itself.
    void end() {
      underWay.remove(this);
    }
  }

  /// Begins to watch.
  ///
  /// @param late called once when it has not ended in time
  Watched watch(Runnable late) {
    var watched = new Watched(late);
    underWay.add(watched);
    return watched;
  }

  private void sweep() {
    if (underWay.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    for (var watched : List.copyOf(underWay)) {
      if (now - watched.begun < timeoutNanos) {
        // The others began later.
        return;
      }
      watched.end();
      watched.late.run();
    }
  }
}
