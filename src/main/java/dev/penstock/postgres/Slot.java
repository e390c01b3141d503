package dev.penstock.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection, opened when it is first asked for and after it was lost.
final class Slot {
  private final Supplier<Wire> open;
  private @Nullable Wire current;
  private boolean closed;

  Slot(Supplier<Wire> open) {
    this.open = open;
  }

  synchronized Future<PgConnection> connection() {
    if (closed) {
      return Future.failedFuture(new PushException(FailureKind.DRAINING, "the store is closed"));
    }
    if (current == null) {
      var opening = open.get();
      current = opening;
      var _ =
          opening
              .connection()
              .onComplete(
                  connection -> connection.closeHandler(none -> forget(opening)),
                  failure -> forget(opening));
    }
    return current.connection();
  }

  /// Lets go of a connection that is good for nothing.
  void drop(PgConnection connection) {
    Wire dropped;
    synchronized (this) {
      dropped = current;
    }
    // Another command may have dropped it already.
    if (dropped != null && connection.equals(dropped.connection().result())) {
      forget(dropped);
    }
  }

  Future<Void> close() {
    Wire last;
    synchronized (this) {
      closed = true;
      last = current;
      current = null;
    }
    return last == null ? Future.succeededFuture() : last.close();
  }

  private void forget(Wire lost) {
    synchronized (this) {
      if (lost.equals(current)) {
        current = null;
      }
    }
    var _ = lost.cut();
  }
}
