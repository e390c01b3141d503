package dev.penstock.online.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A connection that is opened when it is first used, and again after it was lost.
final class Link {
  private final Supplier<Future<Connection>> open;
  private @Nullable Future<Connection> current;
  private boolean closed;

  Link(Supplier<Future<Connection>> open) {
    this.open = open;
  }

  /// As [Connection#send]; a connection that fails is not used again.
  Future<List<@Nullable Response>> send(List<Words> commands) {
    var opened = connection();
    return opened
        .compose(connection -> connection.send(commands))
        .onFailure(lost -> forget(opened));
  }

  /// Lets go of the connection; what is under way on it fails. The next use opens another.
  Future<Void> drop() {
    Future<Connection> dropped;
    synchronized (this) {
      dropped = current;
      current = null;
    }
    return dropped == null
        ? Future.succeededFuture()
        : dropped.compose(Connection::close).otherwiseEmpty();
  }

  Future<Void> close() {
    synchronized (this) {
      closed = true;
    }
    return drop();
  }

  /// The connection as it is now, for what has to go over one and the same.
  synchronized Future<Connection> connection() {
    if (closed) {
      return Future.failedFuture(new IllegalStateException("the connection was given up"));
    }
    if (current != null) {
      return current;
    }
    var opening = open.get();
    current = opening;
    // It may have failed already, and is then forgotten here.
    opening.onComplete(
        connection -> connection.onEnd(() -> forget(opening)), failure -> forget(opening));
    return opening;
  }

  private synchronized void forget(Future<Connection> lost) {
    if (lost.equals(current)) {
      current = null;
    }
  }
}
