package dev.penstock.config;

/// The online store to run, told apart by `type`.
public sealed interface OnlineConfig {
  /// In this process, in `online` of the data directory.
  ///
  /// @param maxWaitingBytes of rows that may wait to be written
  /// @param blockCacheBytes memory for what is read
  /// @param memtableBytes memory for what is in no table file yet
  /// @param openFiles table files kept open
  /// @param readerThreads threads that read
  record Embedded(
      long maxWaitingBytes,
      long blockCacheBytes,
      long memtableBytes,
      int openFiles,
      int readerThreads)
      implements OnlineConfig {
    static final Range MEMORY = new Range(8L << 20, 1L << 40);
    static final Range FILES = new Range(16, 1_000_000);
    static final Range THREADS = new Range(1, 64);

    public Embedded {
      MEMORY.check("maxWaitingBytes", maxWaitingBytes);
      MEMORY.check("blockCacheBytes", blockCacheBytes);
      MEMORY.check("memtableBytes", memtableBytes);
      FILES.check("openFiles", openFiles);
      THREADS.check("readerThreads", readerThreads);
    }
  }
}
