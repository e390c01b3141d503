package dev.penstock.online.postgres;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.StoredRow;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts rows together from their features, as [ReadSql] gives them.
///
/// A row is what was written last, as a whole. A feature that is older than another one of its row
/// was not part of that, be it because the writer knew of fewer features, or came too late with
/// more: it counts as absent.
final class FoundRows {
  private static final int TIMES = 2 * Long.BYTES;

  private final List<String> features;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final @Nullable Buffer[][] cells;

  /// @param features asked for; some may be asked for twice
  FoundRows(List<String> features, int keys) {
    this.features = features;
    this.cells = new Buffer[keys][];
    for (int feature = 0; feature < features.size(); feature++) {
      numbers.putIfAbsent(features.get(feature), feature);
    }
  }

  void add(Row row) {
    Integer feature = numbers.get(row.getString(1));
    if (feature != null) {
      int key = (int) (row.getLong(0) - 1);
      if (cells[key] == null) {
        cells[key] = new Buffer[features.size()];
      }
      cells[key][feature] = row.getBuffer(2);
    }
  }

  /// For each key its row, or null.
  List<@Nullable StoredRow> rows() {
    var rows = new ArrayList<@Nullable StoredRow>(cells.length);
    for (@Nullable Buffer[] row : cells) {
      rows.add(row == null ? null : row(row));
    }
    return rows;
  }

  private StoredRow row(@Nullable Buffer[] row) {
    long event = OnlineRows.NO_CREATED_TIME;
    long created = OnlineRows.NO_CREATED_TIME;
    int length = 0;
    for (Buffer cell : row) {
      if (cell != null) {
        length += cell.length() - TIMES;
        long cellEvent = FeastTimes.micros(cell.getLong(0));
        long cellCreated = FeastTimes.micros(cell.getLong(Long.BYTES));
        if (cellEvent > event || (cellEvent == event && cellCreated > created)) {
          event = cellEvent;
          created = cellCreated;
        }
      }
    }
    byte[] bytes = new byte[length];
    int[] starts = new int[row.length];
    int[] lengths = new int[row.length];
    Arrays.fill(starts, -1);
    int at = 0;
    for (int feature = 0; feature < row.length; feature++) {
      Buffer cell = row[feature];
      if (cell != null && isOf(cell, event, created)) {
        starts[feature] = at;
        lengths[feature] = cell.length() - TIMES;
        cell.getBytes(TIMES, cell.length(), bytes, at);
        at += lengths[feature];
      }
    }
    repeat(starts, lengths);
    // A row of unknown age is as old as can be.
    return new StoredRow(event == OnlineRows.NO_CREATED_TIME ? 0 : event, bytes, starts, lengths);
  }

  private static boolean isOf(Buffer cell, long event, long created) {
    return FeastTimes.micros(cell.getLong(0)) == event
        && FeastTimes.micros(cell.getLong(Long.BYTES)) == created;
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
}
