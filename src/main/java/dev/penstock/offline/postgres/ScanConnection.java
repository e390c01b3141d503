package dev.penstock.offline.postgres;

import dev.penstock.config.GuardConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.postgres.OwnConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connection of one scan, in a transaction that only reads. After a failure the next command
/// gets another connection.
final class ScanConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ScanConnection.class);

  private final Vertx vertx;
  private final Supplier<Future<OwnConnection>> open;
  private final GuardConfig guard;
  private final Promise<Void> closed = Promise.promise();
  private @Nullable Future<OwnConnection> current;
  private boolean closing;

  ScanConnection(Vertx vertx, Supplier<Future<OwnConnection>> open, GuardConfig guard) {
    this.vertx = vertx;
    this.open = open;
    this.guard = guard;
  }

  /// Runs a command; again, on another connection, when this one is lost.
  ///
  /// @param command goes on where it has been when it gets another connection
  <T> Future<T> call(Function<OwnConnection, Future<T>> command) {
    return attempt(command, 1);
  }

  /// Completes when the connection is closed.
  Future<Void> closed() {
    return closed.future();
  }

  Future<Void> close() {
    Future<OwnConnection> last;
    synchronized (this) {
      if (closing) {
        return closed.future();
      }
      closing = true;
      last = current;
    }
    if (last == null) {
      closed.complete();
    } else {
      last.compose(OwnConnection::close).onComplete(done -> closed.complete());
    }
    return closed.future();
  }

  private <T> Future<T> attempt(Function<OwnConnection, Future<T>> command, int number) {
    var connection = connection();
    return connection
        .compose(command)
        .recover(failure -> {
          drop(connection);
          if (isClosing()) {
            return Future.failedFuture(isClosed());
          }
          if (!isLost(failure) || number >= guard.attempts()) {
            return Future.failedFuture(failure);
          }
          LOG.info("a scan goes on with another connection: {}", failure.getMessage());
          return vertx
              .timer(delay(number), TimeUnit.MILLISECONDS)
              .compose(passed -> attempt(command, number + 1));
        });
  }

  private synchronized Future<OwnConnection> connection() {
    if (closing) {
      return Future.failedFuture(isClosed());
    }
    if (current == null) {
      current = open.get();
    }
    return current;
  }

  private void drop(Future<OwnConnection> dropped) {
    synchronized (this) {
      if (closing || !dropped.equals(current)) {
        return;
      }
      current = null;
    }
    var _ = dropped.compose(OwnConnection::close);
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private long delay(int failed) {
    long doubled = guard.firstDelay().toMillis() << Math.min(failed - 1, 20);
    return Math.clamp(doubled, 1, Math.max(1, guard.longestDelay().toMillis()));
  }

  private static boolean isLost(Throwable failure) {
    return failure instanceof PushException known && known.kind() == FailureKind.UNAVAILABLE;
  }

  private static PushException isClosed() {
    return new PushException(FailureKind.DRAINING, "the scan is closed");
  }
}
