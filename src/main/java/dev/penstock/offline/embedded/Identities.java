package dev.penstock.offline.embedded;

import dev.penstock.offline.Identity;
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
/// penstock.batches: high BIGINT | low BIGINT | recorded TIMESTAMPTZ
/// ```
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
    var identities = new Identities(connection, retention, clock);
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS penstock");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS penstock.batches (high BIGINT, low BIGINT, recorded TIMESTAMPTZ)");
    }
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

  /// Adds to the transaction under way; [#remember] follows its end.
  void insert(Collection<Identity> ids) throws SQLException {
    long now = now();
    try (var appender = connection.createAppender(SCHEMA, TABLE)) {
      for (Identity id : ids) {
        appender.beginRow();
        appender.append(id.high());
        appender.append(id.low());
        appender.appendEpochMicros(now);
        appender.endRow();
      }
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
                "SELECT high, low, epoch_us(recorded) FROM penstock.batches ORDER BY recorded")) {
      while (rows.next()) {
        appended.add(new Identity(rows.getLong(1), rows.getLong(2)), rows.getLong(3));
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
