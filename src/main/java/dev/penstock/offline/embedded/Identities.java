package dev.penstock.offline.embedded;

import dev.penstock.offline.Identity;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.duckdb.DuckDBConnection;

/// The table of what was appended lately, and its image in memory, which answers. One thread's.
///
/// ```text
/// penstock.batches: recorded TIMESTAMPTZ | ids BLOB, 16 bytes each
/// ```
///
/// All that one transaction appends are in one row, so that many cost hardly more than one.
final class Identities {
  private static final String SCHEMA = "penstock";
  private static final String TABLE = "batches";
  private static final int MOST = 2_000_000;

  private final DuckDBConnection connection;
  private final InstantSource clock;
  private final AppendedBatches appended;

  private Identities(DuckDBConnection connection, Duration retention, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
    this.appended = new AppendedBatches(retention, MOST);
  }

  /// Creates the table where it is missing, and reads what it remembers.
  static Identities load(DuckDBConnection connection, Duration retention, InstantSource clock)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS penstock");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS penstock.batches (recorded TIMESTAMPTZ, ids BLOB)");
    }
    var identities = new Identities(connection, retention, clock);
    identities.read();
    connection.commit();
    return identities;
  }

  boolean contains(Identity id) {
    return appended.contains(id);
  }

  /// Forgets what is too old, in the transaction under way.
  void expire() throws SQLException {
    long now = now();
    if (appended.forget(now)) {
      deleteBefore(appended.since(now));
    }
  }

  /// Adds to the transaction under way; there is something to add, and [#remember] follows.
  void insert(Collection<Identity> ids) throws SQLException {
    var bytes = ByteBuffer.allocate(ids.size() * Identity.BYTES);
    ids.forEach(id -> bytes.putLong(id.high()).putLong(id.low()));
    try (var appender = connection.createAppender(SCHEMA, TABLE)) {
      appender.beginRow();
      appender.appendEpochMicros(now());
      appender.append(bytes.array());
      appender.endRow();
    }
  }

  /// What was inserted is committed now.
  void remember(Collection<Identity> ids) {
    long now = now();
    ids.forEach(id -> appended.add(id, now));
  }

  private void read() throws SQLException {
    long now = now();
    deleteBefore(appended.since(now));
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT epoch_us(recorded), ids FROM penstock.batches ORDER BY recorded")) {
      while (rows.next()) {
        var ids = ByteBuffer.wrap(rows.getBytes(2));
        while (ids.hasRemaining()) {
          appended.add(new Identity(ids.getLong(), ids.getLong()), rows.getLong(1));
        }
        var _ = appended.forget(now);
      }
    }
  }

  private void deleteBefore(long micros) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "DELETE FROM penstock.batches WHERE recorded < make_timestamptz(" + micros + ")");
    }
  }

  private long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
