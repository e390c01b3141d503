package dev.penstock.offline.duckdb;

/// How many rows to take next, so that a chunk comes close to its bounds and hardly goes beyond.
final class ChunkSize {
  /// Taken at a time while nothing is known of their size.
  private static final int FIRST = 8;

  private final int mostRows;
  private final long mostBytes;
  private long bytesPerRow;

  ChunkSize(int mostRows, long mostBytes) {
    this.mostRows = Math.max(1, mostRows);
    this.mostBytes = mostBytes;
  }

  /// How many more rows a chunk takes that has some; 0 when it is full.
  long more(long rows, long bytes) {
    if (rows > 0) {
      bytesPerRow = Math.max(1, bytes / rows);
    }
    long byRows = mostRows - rows;
    if (byRows <= 0 || (rows > 0 && bytes >= mostBytes)) {
      return 0;
    }
    long byBytes = bytesPerRow == 0 ? FIRST : Math.max(1, (mostBytes - bytes) / bytesPerRow);
    return Math.min(byRows, byBytes);
  }
}
