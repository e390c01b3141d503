package dev.penstock.schedule;

import java.time.Duration;

/// How often a run that fails is tried again.
///
/// @param attempts in all, the first included
/// @param firstDelay before the second attempt; doubled for each further one
/// @param longestDelay that doubling leads to
public record Retry(int attempts, Duration firstDelay, Duration longestDelay) {
  /// How long to wait after so many attempts; they are at least one.
  public Duration after(int tried) {
    var delay = firstDelay;
    for (int attempt = 1; attempt < tried && delay.compareTo(longestDelay) < 0; attempt++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
  }
}
