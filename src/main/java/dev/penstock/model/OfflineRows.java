package dev.penstock.model;

import java.util.Arrays;
import java.util.List;

/// Rows for one batch source, with all its columns. Not to be changed once built.
///
/// - **eventTimes**, **createdTimes** as in [OnlineRows]
/// - **columns** one per column of [BatchSource#columns()], in that order; each row holds one
///   encoded `feast.types.Value` of the column's type, no bytes at all for null
public final class OfflineRows {
  private final BatchSource source;
  private final long[] eventTimes;
  private final long[] createdTimes;
  private final List<ByteColumn> columns;

  public OfflineRows(
      BatchSource source, long[] eventTimes, long[] createdTimes, List<ByteColumn> columns) {
    this.source = source;
    this.eventTimes = eventTimes;
    this.createdTimes = createdTimes;
    this.columns = List.copyOf(columns);
  }

  public BatchSource source() {
    return source;
  }

  public int rows() {
    return eventTimes.length;
  }

  public long eventTime(int row) {
    return eventTimes[row];
  }

  public long createdTime(int row) {
    return createdTimes[row];
  }

  public List<ByteColumn> columns() {
    return columns;
  }

  /// The rows from one on; their values are shared, not copied.
  public OfflineRows from(int row) {
    return row == 0
        ? this
        : new OfflineRows(
            source,
            Arrays.copyOfRange(eventTimes, row, eventTimes.length),
            Arrays.copyOfRange(createdTimes, row, createdTimes.length),
            columns.stream().map(column -> column.from(row)).toList());
  }

  /// Number of bytes of memory that the rows hold. What several batches share counts in each.
  public long bytes() {
    long times = (long) (eventTimes.length + createdTimes.length) * Long.BYTES;
    return times + columns.stream().mapToLong(ByteColumn::size).sum();
  }
}
