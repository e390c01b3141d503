package dev.penstock.offline.postgres;

import dev.penstock.config.PostgresConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.postgres.OwnConnection;
import dev.penstock.postgres.Quoted;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The scans that are under way, of which there are not too many.
final class OpenScans {
  private final Vertx vertx;
  private final String store;
  private final PostgresConfig config;
  private final HistoryLimits limits;
  private final Set<ScanConnection> open = new HashSet<>();
  private boolean closed;

  OpenScans(Vertx vertx, String store, PostgresConfig config, HistoryLimits limits) {
    this.vertx = vertx;
    this.store = store;
    this.config = config;
    this.limits = limits;
  }

  /// A connection for a scan, which is opened when it is used.
  ///
  /// - **Fails** with `OVERLOADED` when there are too many, `DRAINING` when they are closed.
  synchronized Future<ScanConnection> begin() {
    if (closed) {
      return Future.failedFuture(
          new PushException(FailureKind.DRAINING, store + " is being closed"));
    }
    if (open.size() == limits.scans()) {
      return Future.failedFuture(
          new PushException(
              FailureKind.OVERLOADED,
              "%s is read by %d scans already (setting offline.scans); try again later"
                  .formatted(store, limits.scans())));
    }
    var scan =
        new ScanConnection(
            vertx,
            () -> OwnConnection.open(vertx, store, config, limits.statement(), settings()),
            config.guard());
    open.add(scan);
    scan.closed().onComplete(done -> end(scan));
    return Future.succeededFuture(scan);
  }

  Future<Void> close() {
    List<ScanConnection> last;
    synchronized (this) {
      closed = true;
      last = List.copyOf(open);
    }
    return Future.join(last.stream().map(ScanConnection::close).toList()).mapEmpty();
  }

  private synchronized void end(ScanConnection scan) {
    open.remove(scan);
  }

  /// Names in queries are looked up where tables are. Cursors know no workers; what is sorted is
  /// large.
  private String settings() {
    return """
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET search_path = %s, public;
    SET jit = off;
    SET max_parallel_workers_per_gather = 0;
    SET standard_conforming_strings = on;
    SET client_min_messages = warning;
    SELECT set_config('work_mem', '64MB', false)
    WHERE pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB')
    """
        .formatted(Quoted.name(config.schema()));
  }
}
