package dev.penstock.online.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows of a materialization, each of which makes the hash of its key if there is none.
///
/// ```text
/// RESTORE <key> ...         or under a lease     the prelude     then     MULTI
/// ... one for each row                                                    RESTORE <key> ...
///                                                                         EXEC
/// ```
///
/// @param rows each with a key of its own
/// @param lease that has to be held, if any
/// @param confirmation of what is written
record RowCreation(List<RowRestore> rows, Optional<LeaseLook> lease, Confirmation confirmation) {
  /// - **Fails** when the server does not answer, or replicas do not confirm, or when the lease is
  ///   not held or was just renewed. It may have written the rows.
  ///
  /// @return which rows were written
  Future<BitSet> run(Connection connection) {
    return lease.isEmpty()
        ? connection.send(confirmed(rows)).map(this::created)
        : run(new Prelude(lease), connection);
  }

  private Future<BitSet> run(Prelude prelude, Connection connection) {
    return connection
        .send(prelude.words())
        .compose(answers -> {
          prelude.expect(answers);
          return connection.send(confirmed(transaction()));
        })
        .map(this::createdTogether);
  }

  private List<Words> transaction() {
    var words = new ArrayList<Words>(rows.size() + 2);
    words.add(Prelude.MULTI);
    words.addAll(rows);
    words.add(Prelude.EXEC);
    return words;
  }

  private List<Words> confirmed(List<? extends Words> writing) {
    var words = new ArrayList<Words>(writing);
    confirmation.words().ifPresent(words::add);
    return words;
  }

  private BitSet created(List<@Nullable Response> answers) {
    return created(answers, answers.getLast());
  }

  private BitSet createdTogether(List<@Nullable Response> answers) {
    Response done = answers.get(rows.size() + 1);
    if (!(done instanceof RespItems items) || items.size() != rows.size()) {
      throw Prelude.unexpected(done);
    }
    var all = new ArrayList<@Nullable Response>();
    for (int row = 0; row < rows.size(); row++) {
      all.add(items.get(row));
    }
    return created(all, answers.getLast());
  }

  /// @param answers to the rows, first
  private BitSet created(List<@Nullable Response> answers, @Nullable Response last) {
    var created = new BitSet(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      Response answer = answers.get(row);
      created.set(row, answer != null && answer.type() != ResponseType.ERROR);
    }
    if (!created.isEmpty()) {
      confirmation.expect(last);
    }
    return created;
  }
}
