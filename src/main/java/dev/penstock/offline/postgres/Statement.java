package dev.penstock.offline.postgres;

import dev.penstock.offline.Append;
import dev.penstock.postgres.PostgresClient;
import io.vertx.core.Future;

/// Appends to one target that are one transaction, together with what is remembered of them. It may
/// be sent again whatever became of it. One thread's.
sealed interface Statement permits BatchStatement, RangeStatement {
  /// Adds rows, or tells that they have to wait until this statement is done.
  ///
  /// - **Fails** by throwing a [dev.penstock.model.PushException], and is as it was then.
  boolean add(Append append);

  /// Has the server do it; nothing can be added any more.
  Future<Void> execute(PostgresClient client);
}
