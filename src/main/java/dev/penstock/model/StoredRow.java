package dev.penstock.model;

/// One row of a view as it was read from an online store, reduced to the features asked for.
public final class StoredRow {
  private final long eventTime;
  private final byte[] bytes;
  private final int[] starts;
  private final int[] lengths;

  /// @param eventTime microseconds since the epoch, UTC
  /// @param bytes holds every encoded value
  /// @param starts where the value of each feature asked for starts; -1 where the row lacks it
  /// @param lengths number of bytes of each value; 0 for null
  public StoredRow(long eventTime, byte[] bytes, int[] starts, int[] lengths) {
    this.eventTime = eventTime;
    this.bytes = bytes;
    this.starts = starts;
    this.lengths = lengths;
  }

  /// Bytes of all values.
  public long valueBytes() {
    long sum = 0;
    for (int length : lengths) {
      sum += length;
    }
    return sum;
  }

  /// Memory that the row takes, about.
  public int size() {
    return bytes.length + 8 * starts.length + 64;
  }

  public long eventTime() {
    return eventTime;
  }

  public boolean has(int feature) {
    return starts[feature] >= 0;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int start(int feature) {
    return starts[feature];
  }

  public int length(int feature) {
    return lengths[feature];
  }
}
