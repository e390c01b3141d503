package dev.penstock.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Pauses between attempts: twice as long after each failure in a row, and up to half of that less
/// at random, so that many do not come back at once.
///
/// @param longest that doubling leads to
public record Doubling(Duration first, Duration longest) {

  /// How long to wait for the next attempt.
  ///
  /// @param failures in a row, at least one
  /// @return at least a millisecond
  public Duration pause(int failures) {
    long doubled = first.toMillis() << Math.min(failures - 1, 30);
    long most = Math.min(longest.toMillis(), doubled);
    return Duration.ofMillis(
        Math.max(1, most - ThreadLocalRandom.current().nextLong(most / 2 + 1)));
  }
}
