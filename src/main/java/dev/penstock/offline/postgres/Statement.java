package dev.penstock.offline.postgres;

import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.Identity;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/// The rows of some batches of one source, column by column, as the parameters of its target's
/// statement. One thread's.
final class Statement {
  private final List<ColumnValues> columns;
  private final Literal ids = new Literal(64);
  private final Literal numbers = new Literal(256);
  private int batches;

  Statement(Target target) {
    int times = target.columns().size() - target.source().columns().size();
    columns =
        IntStream.range(0, target.columns().size())
            .mapToObj(at -> ColumnValues.of(target.columns().get(at), at, times))
            .toList();
  }

  /// Adds a batch, whose identity is none of those added.
  ///
  /// - **Fails** by throwing a [PushException], and is as it was then.
  void add(Identity id, OfflineRows rows) {
    int[] ends = columns.stream().mapToInt(ColumnValues::end).toArray();
    try {
      columns.forEach(column -> column.add(rows));
    } catch (PushException refused) {
      for (int at = 0; at < ends.length; at++) {
        columns.get(at).cutBack(ends[at]);
      }
      throw refused;
    }
    batches++;
    ids.element();
    ids.ascii(new UUID(id.high(), id.low()).toString());
    for (int row = 0; row < rows.rows(); row++) {
      numbers.element();
      numbers.integer(batches);
    }
  }

  boolean isEmpty() {
    return batches == 0;
  }

  /// The parameters, complete: nothing can be added any more.
  Tuple parameters() {
    var parameters = Tuple.tuple();
    parameters.addBuffer(ids.toBuffer()).addBuffer(numbers.toBuffer());
    columns.forEach(column -> parameters.addBuffer(column.toBuffer()));
    return parameters;
  }
}
