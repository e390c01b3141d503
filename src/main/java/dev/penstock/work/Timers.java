package dev.penstock.work;

import io.vertx.core.Vertx;
import java.time.Duration;

/// Does things later; tests have time pass by hand.
@FunctionalInterface
public interface Timers {
  /// Does something once, after so long.
  ///
  /// @return forgets about it
  Runnable after(Duration delay, Runnable action);

  /// On the context of the caller.
  static Timers of(Vertx vertx) {
    return (delay, action) -> {
      long timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> action.run());
      return () -> vertx.cancelTimer(timer);
    };
  }
}
