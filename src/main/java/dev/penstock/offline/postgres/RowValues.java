package dev.penstock.offline.postgres;

import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.IntStream;

/// The rows of some appends to one target, column by column. One thread's.
final class RowValues {
  private final List<ColumnValues> columns;

  RowValues(Target target) {
    int times = target.columns().size() - target.source().columns().size();
    columns =
        IntStream.range(0, target.columns().size())
            .mapToObj(at -> ColumnValues.of(target.columns().get(at), at, times))
            .toList();
  }

  /// - **Fails** by throwing a [PushException], and is as it was then.
  void add(OfflineRows rows) {
    int[] ends = columns.stream().mapToInt(ColumnValues::end).toArray();
    try {
      columns.forEach(column -> column.add(rows));
    } catch (PushException refused) {
      for (int at = 0; at < ends.length; at++) {
        columns.get(at).cutBack(ends[at]);
      }
      throw refused;
    }
  }

  /// Adds all columns to the parameters of a statement; no row can be added any more.
  void addTo(Tuple parameters) {
    columns.forEach(column -> parameters.addBuffer(column.toBuffer()));
  }
}
