package dev.penstock.online.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.StoredRow;
import io.vertx.sqlclient.Row;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the rows apart that [ReadSql] gives: per feature a record as PostgreSQL sends it.
///
/// ```text
/// number of columns (4), then per column: type (4), length (4, -1 for null), content
/// columns: feature name, event time (8), created time (8), value
/// ```
///
/// A row is what was written last, as a whole. A feature that is older than another one of its row
/// was not part of that, be it because the writer knew of fewer features, or came too late with
/// more: it counts as absent.
final class FoundRows {
  private final List<String> features;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final @Nullable StoredRow[] rows;

  // Of the row that is taken apart.
  private final long[] events;
  private final long[] createds;

  /// @param features asked for; some may be asked for twice
  FoundRows(List<String> features, int keys) {
    this.features = features;
    this.rows = new @Nullable StoredRow[keys];
    this.events = new long[features.size()];
    this.createds = new long[features.size()];
    for (int feature = 0; feature < features.size(); feature++) {
      numbers.putIfAbsent(features.get(feature), feature);
    }
  }

  void add(Row row) {
    rows[(int) (row.getLong(0) - 1)] = row(row.getBuffer(1).getBytes());
  }

  /// For each key its row, or null.
  List<@Nullable StoredRow> rows() {
    return Arrays.asList(rows);
  }

  private @Nullable StoredRow row(byte[] bytes) {
    int[] starts = new int[features.size()];
    int[] lengths = new int[features.size()];
    Arrays.fill(starts, -1);
    takeApart(bytes, starts, lengths);
    int newest = newest(starts);
    if (newest < 0) {
      return null;
    }
    for (int feature = 0; feature < starts.length; feature++) {
      if (compared(feature, newest) < 0) {
        starts[feature] = -1;
      }
    }
    repeat(starts, lengths);
    long event = events[newest];
    // A row of unknown age is as old as can be.
    return new StoredRow(event == OnlineRows.NO_CREATED_TIME ? 0 : event, bytes, starts, lengths);
  }

  private void takeApart(byte[] bytes, int[] starts, int[] lengths) {
    var records = ByteBuffer.wrap(bytes);
    while (records.hasRemaining()) {
      next(records, Integer.BYTES);
      int name = length(records);
      Integer known = numbers.get(new String(bytes, records.position(), name, UTF_8));
      next(records, name);
      long event = time(records);
      long created = time(records);
      int value = length(records);
      if (known != null) {
        int feature = known;
        events[feature] = event;
        createds[feature] = created;
        starts[feature] = records.position();
        lengths[feature] = value;
      }
      next(records, value);
    }
  }

  /// The newest of the features that were found, or -1.
  private int newest(int[] starts) {
    int newest = -1;
    for (int feature = 0; feature < starts.length; feature++) {
      if (starts[feature] >= 0 && (newest < 0 || compared(feature, newest) > 0)) {
        newest = feature;
      }
    }
    return newest;
  }

  private int compared(int feature, int other) {
    int byEvent = Long.compare(events[feature], events[other]);
    return byEvent != 0 ? byEvent : Long.compare(createds[feature], createds[other]);
  }

  /// Features that are asked for twice are where they are the first time.
  private void repeat(int[] starts, int[] lengths) {
    if (numbers.size() < features.size()) {
      for (int feature = 0; feature < features.size(); feature++) {
        int first = numbers.getOrDefault(features.get(feature), feature);
        starts[feature] = starts[first];
        lengths[feature] = lengths[first];
      }
    }
  }

  private static long time(ByteBuffer records) {
    return length(records) == 0 ? OnlineRows.NO_CREATED_TIME : FeastTimes.micros(records.getLong());
  }

  /// Length of the next column, whose content follows; 0 for null.
  private static int length(ByteBuffer records) {
    next(records, Integer.BYTES);
    return Math.max(0, records.getInt());
  }

  private static void next(ByteBuffer records, int bytes) {
    records.position(records.position() + bytes);
  }
}
