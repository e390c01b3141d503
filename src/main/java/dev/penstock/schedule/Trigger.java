package dev.penstock.schedule;

import java.time.Duration;

/// What makes a schedule due.
public sealed interface Trigger {
  /// The times of a clock.
  ///
  /// @param misfire what becomes of times that were missed
  record Cron(CronTimes times, Misfire misfire) implements Trigger {}

  /// That the last run has ended so long ago; at first, at once.
  record Delay(Duration delay) implements Trigger {}

  /// What becomes of times at which nobody could run: the process was down, or the run before took
  /// too long.
  enum Misfire {
    /// One run makes up for all of them.
    RUN_ONCE,
    /// Nothing happens until the next time.
    SKIP
  }
}
