package dev.penstock.feast.registry;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// Records in a registry that is kept in tables (contract 8.6): a view's row is locked, read,
/// changed and written in one transaction. Each takes a connection of its own: they are seldom.
final class SqlRegistryWriter implements RegistryWriter {
  private static final List<String> TABLES = List.of("feature_views", "stream_feature_views");

  private final RegistryConfig.Sql config;
  private final String project;
  private final InstantSource clock;

  private static final class Row {
    private final String table;
    private final byte[] view;

    Row(String table, byte[] view) {
      this.table = table;
      this.view = view;
    }

    String table() {
      return table;
    }

    byte[] view() {
      return view;
    }
  }

  SqlRegistryWriter(RegistryConfig.Sql config, String project, InstantSource clock) {
    this.config = config;
    this.project = project;
    this.clock = clock;
  }

  @Override
  public Map<String, List<Interval>> intervals(Collection<String> views) {
    try (var connection = connection()) {
      var intervals = new HashMap<String, List<Interval>>();
      for (String view : views) {
        var found = find(connection, view, "");
        intervals.put(
            view, found.isEmpty() ? List.of() : IntervalEdit.intervals(found.get().view()));
      }
      return intervals;
    } catch (SQLException | IOException failure) {
      throw unavailable(failure);
    }
  }

  @Override
  public void record(String view, Interval window) {
    try (var connection = connection()) {
      begin(connection);
      try {
        record(connection, view, window);
        end(connection, "COMMIT");
      } catch (SQLException | IOException | RuntimeException failure) {
        end(connection, "ROLLBACK");
        throw failure;
      }
    } catch (SQLException | IOException failure) {
      throw unavailable(failure);
    }
  }

  @Override
  public void close() {}

  private void record(Connection connection, String view, Interval window)
      throws SQLException, IOException {
    var row =
        find(connection, view, isSqlite() ? "" : " FOR UPDATE")
            .orElseThrow(() ->
                new PushException(
                    FailureKind.FEATURE_VIEW_NOT_FOUND,
                    "the registry %s has no feature view %s in project %s"
                        .formatted(config.name(), view, project)));
    var now = clock.instant();
    String sql =
        "UPDATE %s SET feature_view_proto = ?, last_updated_timestamp = ? WHERE feature_view_name = ? AND project_id = ?"
            .formatted(row.table());
    try (var update = connection.prepareStatement(sql)) {
      update.setBytes(1, IntervalEdit.viewWith(row.view(), window, now));
      update.setLong(2, now.getEpochSecond());
      update.setString(3, view);
      update.setString(4, project);
      int _ = update.executeUpdate();
    }
    touch(connection, now);
  }

  /// By this, Feast and others see that something has changed.
  private void touch(Connection connection, Instant now) throws SQLException {
    String update =
        "UPDATE feast_metadata SET metadata_value = ?, last_updated_timestamp = ? WHERE metadata_key = ? AND project_id = ?";
    String insert =
        "INSERT INTO feast_metadata (metadata_value, last_updated_timestamp, metadata_key, project_id) VALUES (?, ?, ?, ?)";
    if (touched(connection, update, now) == 0) {
      int _ = touched(connection, insert, now);
    }
  }

  private int touched(Connection connection, String sql, Instant now) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, Long.toString(now.getEpochSecond()));
      statement.setLong(2, now.getEpochSecond());
      statement.setString(3, "last_updated_timestamp");
      statement.setString(4, project);
      return statement.executeUpdate();
    }
  }

  private Optional<Row> find(Connection connection, String view, String lock) throws SQLException {
    for (String table : TABLES) {
      String sql =
          "SELECT feature_view_proto FROM %s WHERE feature_view_name = ? AND project_id = ?%s"
              .formatted(table, lock);
      try (var query = connection.prepareStatement(sql)) {
        query.setString(1, view);
        query.setString(2, project);
        try (var rows = query.executeQuery()) {
          if (rows.next()) {
            return Optional.of(new Row(table, rows.getBytes(1)));
          }
        }
      }
    }
    return Optional.empty();
  }

  /// SQLite has to be told that a transaction is going to write: one that reads first is refused
  /// when another process has written meanwhile.
  private void begin(Connection connection) throws SQLException {
    if (isSqlite()) {
      execute(connection, "BEGIN IMMEDIATE");
    } else {
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
    }
  }

  private void end(Connection connection, String word) throws SQLException {
    execute(connection, word);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }

  private boolean isSqlite() {
    return config.dialect() == RegistryConfig.Dialect.SQLITE;
  }

  private Connection connection() throws SQLException {
    var properties = new Properties();
    properties.putAll(config.properties());
    // Readers open the file read only.
    properties.remove("open_mode");
    return DriverManager.getConnection(config.url(), properties);
  }

  private PushException unavailable(Exception failure) {
    return new PushException(
        FailureKind.UNAVAILABLE,
        "the registry " + config.name() + " is unavailable: " + failure.getMessage(),
        failure);
  }
}
