package dev.penstock.verify;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import java.util.List;

/// The newest row of an entity, as its history had it at some moment.
final class HistoryRow {
  private final long eventTime;
  private final byte[][] values;

  private HistoryRow(long eventTime, byte[][] values) {
    this.eventTime = eventTime;
    this.values = values;
  }

  static HistoryRow of(OnlineRows rows, int row) {
    return of(rows.eventTime(row), rows.features(), row);
  }

  /// @param eventTime in microseconds since the epoch, UTC
  /// @param features encoded values, in the order of the view's features
  static HistoryRow of(long eventTime, List<ByteColumn> features, int row) {
    byte[][] values = new byte[features.size()][];
    for (int feature = 0; feature < values.length; feature++) {
      values[feature] = features.get(feature).copyOf(row);
    }
    return new HistoryRow(eventTime, values);
  }

  long eventTime() {
    return eventTime;
  }

  /// The encoded value of a feature; empty for null. Not to be written to.
  byte[] value(int feature) {
    return values[feature];
  }

  /// Memory that the row takes, about.
  long bytes() {
    long sum = 32;
    for (byte[] value : values) {
      sum += value.length + 16L;
    }
    return sum;
  }
}
