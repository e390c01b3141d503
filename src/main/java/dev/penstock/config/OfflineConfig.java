package dev.penstock.config;

import java.time.Duration;

/// The offline store to run, told apart by `type`.
public sealed interface OfflineConfig {
  Range WAITING = new Range(8L << 20, 1L << 40);

  /// In this process, in `offline` of the data directory.
  ///
  /// @param maxWaitingBytes of rows that may wait to be appended
  /// @param memoryBytes memory of the database; what does not fit goes to files beside it
  /// @param threads threads of one statement
  /// @param identityRetention how long the ids of batches are remembered, so that none is appended
  ///   twice
  record Embedded(long maxWaitingBytes, long memoryBytes, int threads, Duration identityRetention)
      implements OfflineConfig {
    static final Range MEMORY = new Range(64L << 20, 1L << 40);
    static final Range THREADS = new Range(1, 256);

    public Embedded {
      WAITING.check("maxWaitingBytes", maxWaitingBytes);
      MEMORY.check("memoryBytes", memoryBytes);
      THREADS.check("threads", threads);
    }
  }

  /// What becomes of a batch source that is pushed to, but that nothing can be appended to as it is
  /// defined.
  enum Misfits {
    /// It stops the start, or the reload.
    REFUSE,
    /// A warning tells why; pushes to it offline are refused until it fits.
    WARN
  }

  /// The Parquet files of the batch sources.
  ///
  /// @param maxWaitingBytes of rows that may wait to be appended
  /// @param memoryBytes memory of what reads and writes files; what does not fit goes to files in
  ///   the data directory
  /// @param threads threads of one statement
  /// @param identityRetention how long the ids of batches are remembered, so that none is appended
  ///   twice
  record Parquet(
      long maxWaitingBytes,
      long memoryBytes,
      int threads,
      Duration identityRetention,
      Misfits misfits)
      implements OfflineConfig {
    public Parquet {
      WAITING.check("maxWaitingBytes", maxWaitingBytes);
      Embedded.MEMORY.check("memoryBytes", memoryBytes);
      Embedded.THREADS.check("threads", threads);
    }
  }

  /// The tables of the batch sources.
  ///
  /// @param maxWaitingBytes of rows that may wait to be appended
  /// @param identityRetention how long the ids of batches are remembered, so that none is appended
  ///   twice
  /// @param scans of history at a time, each on a connection of its own
  /// @param scanTimeout of one statement of a scan, the first of which may sort a whole table
  record Postgres(
      PostgresConfig server,
      long maxWaitingBytes,
      Duration identityRetention,
      Misfits misfits,
      int scans,
      Duration scanTimeout)
      implements OfflineConfig {
    static final Range SCANS = new Range(1, 64);

    public Postgres {
      SCANS.check("scans", scans);
      WAITING.check("maxWaitingBytes", maxWaitingBytes);
    }
  }
}
