package dev.penstock.model;

/// A piece of a stream of records that are numbered in ascending order, such as a partition of a
/// Kafka topic, from which rows come. What was appended already is told by the numbers: a piece may
/// come again cut differently.
///
/// ```text
/// stream  "trips/pYhTqkwERkW9lC1JJaKX2A/3"
/// offsets 17 17 18 20            one per row; records may have several rows, or none
/// end     22                     all records below it are done once these rows are appended
/// ```
///
/// Not to be changed once built.
public final class RecordRange implements AppendId {
  private final String stream;
  private final long[] offsets;
  private final long end;

  /// @param stream never used for other records, at most [BatchId#LONGEST] characters
  /// @param offsets of the record of each row, ascending
  /// @param end behind the last record
  public RecordRange(String stream, long[] offsets, long end) {
    if (stream.isEmpty() || stream.length() > BatchId.LONGEST) {
      throw new IllegalArgumentException("the name of a stream has " + stream.length() + " chars");
    }
    long last = Long.MIN_VALUE;
    for (long offset : offsets) {
      if (offset < last || offset >= end) {
        throw new IllegalArgumentException("offset " + offset + " after " + last + ", end " + end);
      }
      last = offset;
    }
    this.stream = stream;
    this.offsets = offsets;
    this.end = end;
  }

  public String stream() {
    return stream;
  }

  public int rows() {
    return offsets.length;
  }

  public long offset(int row) {
    return offsets[row];
  }

  public long end() {
    return end;
  }

  /// The first row whose record is not below an offset; the number of rows when there is none.
  public int firstRow(long offset) {
    int low = 0;
    int high = offsets.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (offsets[middle] < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public String toString() {
    return stream + " up to " + end;
  }
}
