package dev.penstock.config;

import java.time.Duration;

/// What is done about a server that fails.
///
/// @param attempts of one command, the first included
/// @param firstDelay before the second attempt; doubled for each further one, with jitter
/// @param longestDelay that doubling leads to
/// @param failures in a row after which the circuit opens: everything fails at once then
/// @param open how long, until one attempt finds out whether the server is back
public record GuardConfig(
    int attempts, Duration firstDelay, Duration longestDelay, int failures, Duration open) {
  static final Range ATTEMPTS = new Range(1, 20);
  static final Range FAILURES = new Range(1, 1_000);

  public GuardConfig {
    ATTEMPTS.check("attempts", attempts);
    FAILURES.check("failures", failures);
  }
}
