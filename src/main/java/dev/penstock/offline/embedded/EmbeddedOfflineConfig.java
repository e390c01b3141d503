package dev.penstock.offline.embedded;

import java.time.Duration;

/// How much an [EmbeddedOfflineStore] may use.
///
/// @param maxWaitingBytes of rows that may wait to be appended
/// @param memoryBytes memory of the database; what does not fit goes to files beside it
/// @param threads threads of the database for one statement
/// @param identityRetention how long the ids of batches are remembered
public record EmbeddedOfflineConfig(
    long maxWaitingBytes, long memoryBytes, int threads, Duration identityRetention) {
  public EmbeddedOfflineConfig {
    check("maxWaitingBytes", maxWaitingBytes, 1, Long.MAX_VALUE);
    check("memoryBytes", memoryBytes, 32 << 20, Long.MAX_VALUE);
    check("threads", threads, 1, 256);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }
}
