package dev.penstock.config;

import java.time.Duration;

/// The verticle that does jobs.
///
/// @param concurrentJobs under way at a time
/// @param queuedJobs that may wait
/// @param chunkRows most rows that are read and written at once
/// @param chunkBytes about the most bytes of these
/// @param lookBack how much before the end of the last window an incremental run begins
/// @param writeTimeout for the online store to take a chunk
/// @param keptJobs that have ended
/// @param keptFor how long they are kept
public record MaterializerConfig(
    int concurrentJobs,
    int queuedJobs,
    int chunkRows,
    long chunkBytes,
    Duration lookBack,
    Duration writeTimeout,
    int keptJobs,
    Duration keptFor,
    Retry retry) {
  static final Range CONCURRENT = new Range(1, 64);
  static final Range QUEUED = new Range(0, 100_000);
  static final Range CHUNK_ROWS = new Range(1, 1_000_000);
  static final Range CHUNK_BYTES = new Range(1L << 10, 1L << 28);
  static final Range KEPT = new Range(0, 100_000);

  public MaterializerConfig {
    CONCURRENT.check("concurrentJobs", concurrentJobs);
    QUEUED.check("queuedJobs", queuedJobs);
    CHUNK_ROWS.check("chunkRows", chunkRows);
    CHUNK_BYTES.check("chunkBytes", chunkBytes);
    KEPT.check("keptJobs", keptJobs);
  }

  /// What is done about a store that fails.
  ///
  /// @param attempts in a row, the first included, until a job fails
  /// @param firstDelay before the second; doubled for each further one, with jitter
  /// @param longestDelay that doubling leads to
  public record Retry(int attempts, Duration firstDelay, Duration longestDelay) {
    static final Range ATTEMPTS = new Range(1, 1_000);

    public Retry {
      ATTEMPTS.check("attempts", attempts);
    }
  }
}
