package dev.penstock.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection, opened when it is first asked for and after it was lost.
final class Slot {
  private final Supplier<Future<PgConnection>> connect;
  private @Nullable Future<PgConnection> current;
  private boolean closed;

  Slot(Supplier<Future<PgConnection>> connect) {
    this.connect = connect;
  }

  synchronized Future<PgConnection> connection() {
    if (closed) {
      return Future.failedFuture(new PushException(FailureKind.DRAINING, "the store is closed"));
    }
    if (current == null) {
      var opening = connect.get();
      current = opening;
      opening.onComplete(
          connection -> connection.closeHandler(none -> forget(opening)),
          failure -> forget(opening));
    }
    return current;
  }

  /// Lets go of a connection that is good for nothing.
  void drop(PgConnection connection) {
    Future<PgConnection> dropped;
    synchronized (this) {
      dropped = current;
    }
    if (dropped != null && dropped.succeeded() && dropped.result().equals(connection)) {
      forget(dropped);
    }
    var _ = connection.close();
  }

  Future<Void> close() {
    Future<PgConnection> last;
    synchronized (this) {
      closed = true;
      last = current;
      current = null;
    }
    return last == null
        ? Future.succeededFuture()
        : last.compose(PgConnection::close).otherwiseEmpty();
  }

  private synchronized void forget(Future<PgConnection> lost) {
    if (lost.equals(current)) {
      current = null;
    }
  }
}
