package dev.penstock.online.embedded;

/// How much an [EmbeddedOnlineStore] may use.
///
/// @param readerThreads threads that read; 1 or 2 are enough for two cores
/// @param maxWaitingBytes of rows that may wait to be written
/// @param blockCacheBytes memory for blocks of the files, with their indexes and filters
/// @param memtableBytes memory for rows that are in the write-ahead log but in no table file yet
/// @param openFiles table files kept open
public record EmbeddedOnlineConfig(
    int readerThreads,
    long maxWaitingBytes,
    long blockCacheBytes,
    long memtableBytes,
    int openFiles) {
  public EmbeddedOnlineConfig {
    check("readerThreads", readerThreads, 1, 64);
    check("maxWaitingBytes", maxWaitingBytes, 1, Long.MAX_VALUE);
    check("blockCacheBytes", blockCacheBytes, 1 << 20, Long.MAX_VALUE);
    check("memtableBytes", memtableBytes, 1 << 20, Long.MAX_VALUE);
    check("openFiles", openFiles, 16, Integer.MAX_VALUE);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " to " + most);
    }
  }
}
