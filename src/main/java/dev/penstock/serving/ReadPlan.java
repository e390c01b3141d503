package dev.penstock.serving;

import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.serving.FeatureSet.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to look up for a request, and how the answer is put together from what is found.
///
/// ```text
/// entities  driver_id: 2 1 2     keys columns  driver_id: 2 1 2
/// views     driver_stats         views         keys 2 1, positions 0 1 0
/// ```
record ReadPlan(int rows, List<Column> keyColumns, List<ViewRead> views, List<String> metadata) {
  // Of the JSON: brackets and names; a status, a time and punctuation.
  private static final int BYTES_OF_A_COLUMN = 80;
  private static final int BYTES_BESIDE_A_VALUE = 48;

  ReadPlan {
    keyColumns = List.copyOf(keyColumns);
    views = List.copyOf(views);
    metadata = List.copyOf(metadata);
  }

  /// One view's share.
  record ViewRead(Part part, DistinctKeys keys) {
    Lookup lookup() {
      return new Lookup(part.view(), part.features(), keys.keys());
    }
  }

  List<Lookup> lookups() {
    return views.stream().map(ViewRead::lookup).toList();
  }

  /// @param found for each lookup, for each key, the row, or null where there is none
  /// @param now in microseconds since the epoch
  ReadAnswer answer(List<List<@Nullable StoredRow>> found, StatusMode mode, long now) {
    var columns = new ArrayList<Column>(keyColumns);
    long values = 0;
    for (int view = 0; view < views.size(); view++) {
      addColumns(columns, views.get(view), found.get(view), mode, now);
      values += valueBytes(views.get(view).keys().positions(), found.get(view));
    }
    long bytes = columns.size() * (BYTES_OF_A_COLUMN + (long) rows * BYTES_BESIDE_A_VALUE);
    return new ReadAnswer(rows, columns, metadata, bytes + 2 * values);
  }

  private static long valueBytes(int[] positions, List<@Nullable StoredRow> found) {
    long[] ofRow = new long[found.size()];
    for (int row = 0; row < ofRow.length; row++) {
      StoredRow stored = found.get(row);
      ofRow[row] = stored == null ? 0 : stored.valueBytes();
    }
    long sum = 0;
    for (int position : positions) {
      sum += ofRow[position];
    }
    return sum;
  }

  private static void addColumns(
      List<Column> columns,
      ViewRead read,
      List<@Nullable StoredRow> found,
      StatusMode mode,
      long now) {
    var statuses = StatusRule.of(mode, read.part().view(), now);
    List<String> names = read.part().columns();
    for (int feature = 0; feature < names.size(); feature++) {
      columns.add(
          new FeatureColumn(
              names.get(feature),
              read.part().view().name(),
              feature,
              found,
              read.keys().positions(),
              statuses));
    }
  }
}
