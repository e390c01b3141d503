package dev.penstock.offline.postgres;

import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The side table of what was appended lately, by any process.
///
/// ```text
/// penstock_batches: id uuid, an Identity | recorded timestamptz
/// ```
///
/// Two transactions that insert the same id wait for each other: the second inserts nothing once
/// the first is committed.
final class Identities {
  private static final Logger LOG = LoggerFactory.getLogger(Identities.class);
  static final String PRIVILEGES = "SELECT, INSERT, UPDATE and DELETE";

  private static final int MOST_FORGOTTEN = 10_000;
  // The id of no batch.
  private static final String PROBE = "00000000-0000-0000-0000-000000000000";

  private final TableName table;
  private final long retention;
  private final long interval;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  Identities(String schema, Duration retention) {
    this.table = new TableName(schema, "penstock_batches");
    this.retention = TimeUnit.MICROSECONDS.convert(retention);
    this.interval = Math.clamp(retention.toNanos() / 64, 0, TimeUnit.MINUTES.toNanos(10));
  }

  TableName table() {
    return table;
  }

  /// Statements that create the table and its index.
  String creation() {
    return """
    CREATE TABLE IF NOT EXISTS %1$s (id uuid PRIMARY KEY, recorded timestamptz NOT NULL);
    CREATE INDEX IF NOT EXISTS penstock_batches_recorded ON %1$s (recorded)\
    """
        .formatted(table.quoted());
  }

  /// Records the ids of a relation `batch` and returns those that are new, always in one order,
  /// lest two writers wait for each other in a circle.
  String insertFresh() {
    return "INSERT INTO "
        + table.quoted()
        + " (id, recorded) SELECT id, clock_timestamp() FROM batch ORDER BY id"
        + " ON CONFLICT (id) DO NOTHING RETURNING id";
  }

  /// Succeeds when the table can be written.
  Future<Void> probe(PostgresClient client) {
    String write =
        "INSERT INTO %s (id, recorded) VALUES ('%s', now()) ON CONFLICT (id) DO UPDATE SET recorded = now()"
            .formatted(table.quoted(), PROBE);
    return client.call(connection -> connection.query(write).execute()).mapEmpty();
  }

  /// Forgets what is too old, if that was not done lately; nobody waits for it.
  void forgetNowAndThen(PostgresClient client) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + interval)) {
      var _ =
          forget(client)
              .onFailure(cause ->
                  LOG.warn("old ids of batches remain in {}: {}", table, cause.getMessage()));
    }
  }

  private Future<Void> forget(PostgresClient client) {
    // Another process may do the same: each takes what the other has not.
    String delete =
        """
        DELETE FROM %1$s WHERE id IN (
          SELECT id FROM %1$s WHERE recorded < now() - $1 * interval '1 microsecond'
          LIMIT %2$d FOR UPDATE SKIP LOCKED)
        """
            .formatted(table.quoted(), MOST_FORGOTTEN);
    return client
        .call(connection -> connection.preparedQuery(delete).execute(Tuple.of((double) retention)))
        .compose(deleted ->
            deleted.rowCount() < MOST_FORGOTTEN ? Future.succeededFuture() : forget(client));
  }
}
