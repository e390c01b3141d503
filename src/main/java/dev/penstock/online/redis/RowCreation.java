package dev.penstock.online.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of a materialization, each of which makes the hash of its key if there is none.
///
/// @param rows each with a key of its own
/// @param confirmation of what is written
record RowCreation(List<RowRestore> rows, Confirmation confirmation) {
  /// - **Fails** when the server does not answer, or replicas do not confirm. It may have written
  ///   the rows.
  ///
  /// @return which rows were written
  Future<BitSet> run(Connection connection) {
    var words = new ArrayList<Words>(rows);
    confirmation.words().ifPresent(words::add);
    return connection.send(words).map(this::created);
  }

  private BitSet created(List<@Nullable Response> answers) {
    var created = new BitSet(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      Response answer = answers.get(row);
      created.set(row, answer != null && answer.type() == ResponseType.SIMPLE);
    }
    if (!created.isEmpty()) {
      confirmation.expect(answers.getLast());
    }
    return created;
  }
}
