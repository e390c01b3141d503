package dev.penstock.offline.postgres;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.offline.ScanPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The rows of one chunk, as they come.
final class NewestRows {
  private static final int MOST_REASONS = 10;
  // The STRING "".
  private static final byte[] DUMMY = {0x12, 0};

  private final ViewColumns columns;
  private final SentRecord record;
  private final List<ByteColumn.Builder> values = new ArrayList<>();
  private final Set<String> reasons = new LinkedHashSet<>();
  private long[] eventTimes = new long[16];
  private long[] createdTimes = new long[16];
  private int added;
  private int rows;
  private int rejected;
  private long bytes;

  NewestRows(ViewColumns columns, int sentColumns) {
    this.columns = columns;
    this.record = new SentRecord(sentColumns);
    for (int column = columns.keys().size() + columns.features().size(); column > 0; column--) {
      values.add(new ByteColumn.Builder(16, 64));
    }
  }

  /// Rows that were added, those among them that were rejected too.
  int added() {
    return added;
  }

  boolean isEmpty() {
    return rows == 0 && rejected == 0;
  }

  /// Bytes that were sent.
  long bytes() {
    return bytes;
  }

  int rejected() {
    return rejected;
  }

  List<String> reasons() {
    return List.copyOf(reasons);
  }

  /// Adds a row, or rejects it where a value cannot be what it is defined as.
  void add(byte[] sent) {
    record.enter(sent);
    bytes += sent.length;
    added++;
    if (rows == eventTimes.length) {
      eventTimes = Arrays.copyOf(eventTimes, 2 * rows);
      createdTimes = Arrays.copyOf(createdTimes, 2 * rows);
    }
    if (read()) {
      rows++;
      values.forEach(ByteColumn.Builder::endRow);
    } else {
      values.forEach(ByteColumn.Builder::cancelRow);
    }
  }

  void reject(long count, String reason) {
    if (count > 0) {
      rejected = (int) Math.min(Integer.MAX_VALUE, rejected + count);
      if (reasons.size() < MOST_REASONS) {
        reasons.add(reason);
      }
    }
  }

  /// The place of the row that was added last.
  ScanPosition position() {
    int first = columns.createdTime().isPresent() ? 2 : 1;
    var keys = new ArrayList<String>();
    for (KeyColumn key : columns.keys()) {
      int at = first + keys.size();
      keys.add(key.text(record.bytes(), record.start(at), record.length(at)));
    }
    return new ScanPosition(keys);
  }

  OnlineRows build() {
    var built = values.stream().map(ByteColumn.Builder::build).toList();
    var view = columns.view();
    var joinKeys = columns.keys().isEmpty() ? List.of(FeatureView.DUMMY_KEY) : view.joinKeys();
    var keys =
        columns.keys().isEmpty()
            ? List.of(ByteColumn.repeated(DUMMY, rows))
            : built.subList(0, columns.keys().size());
    return new OnlineRows(
        view,
        EntityKeys.encode(joinKeys, keys),
        Arrays.copyOf(eventTimes, rows),
        Arrays.copyOf(createdTimes, rows),
        built.subList(columns.keys().size(), built.size()));
  }

  private boolean read() {
    int column = 0;
    String name = columns.eventTime().name();
    try {
      eventTimes[rows] = time(column++);
      createdTimes[rows] = OnlineRows.NO_CREATED_TIME;
      if (columns.createdTime().isPresent()) {
        name = columns.createdTime().get().name();
        createdTimes[rows] = createdTime(column++);
      }
      int value = 0;
      for (KeyColumn key : columns.keys()) {
        name = key.name();
        read(key.reading(), column++, values.get(value++));
      }
      for (FeatureColumn feature : columns.features()) {
        name = feature.name();
        read(feature.reading(), column++, values.get(value++));
      }
      return true;
    } catch (RefusedValue refused) {
      reject(1, "column \"" + name + "\" " + refused.getMessage());
      return false;
    }
  }

  /// Online there is no time that is endless: the row counts, as it does in DuckDB.
  private long createdTime(int column) {
    return record.isNull(column)
            || TimeColumn.isInfinite(record.bytes(), record.start(column), record.length(column))
        ? OnlineRows.NO_CREATED_TIME
        : time(column);
  }

  private long time(int column) {
    return TimeColumn.micros(record.bytes(), record.start(column), record.length(column));
  }

  private void read(Reading reading, int column, ByteColumn.Builder out) {
    if (!record.isNull(column)) {
      reading.read(record.bytes(), record.start(column), record.length(column), out);
    }
  }
}
