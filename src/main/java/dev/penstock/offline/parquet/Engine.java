package dev.penstock.offline.parquet;

import dev.penstock.config.OfflineConfig;
import dev.penstock.offline.duckdb.Connections;
import dev.penstock.offline.duckdb.Sql;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// DuckDB in memory, which reads and writes Parquet files and keeps nothing itself. One thread's,
/// but for [#connect()].
final class Engine implements AutoCloseable {
  private final DuckDBConnection connection;

  /// Makes something of one row of an answer.
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private Engine(DuckDBConnection connection) {
    this.connection = connection;
  }

  /// @param spilled directory for what does not fit into memory
  static Engine open(Path spilled, OfflineConfig.Parquet config) throws SQLException {
    var options = new Properties();
    options.setProperty("memory_limit", config.memoryBytes() + "B");
    options.setProperty("threads", Integer.toString(config.threads()));
    options.setProperty("temp_directory", spilled.toString());
    // Everything needed is in the library; nothing is to be fetched at run time.
    options.setProperty("autoinstall_known_extensions", "false");
    options.setProperty("autoload_known_extensions", "false");
    var engine =
        new Engine(
            DriverManager.getConnection("jdbc:duckdb:", options).unwrap(DuckDBConnection.class));
    try {
      Connections.useUtc(engine.connection);
      // From the rows at hand it would conclude that a column takes no nulls, and write it so.
      engine.run("SET disabled_optimizers = 'statistics_propagation'");
      return engine;
    } catch (SQLException failure) {
      engine.close();
      throw failure;
    }
  }

  /// A further connection to the same memory; safe for any thread.
  DuckDBConnection connect() throws SQLException {
    return Connections.further(connection);
  }

  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  <T> List<T> query(String sql, RowReader<T> reader) throws SQLException {
    var found = new ArrayList<T>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(reader.read(rows));
      }
    }
    return found;
  }

  DuckDBAppender appender(String table) throws SQLException {
    return connection.createAppender("main", table);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /// What SQL reads a file by.
  static String rowsOf(Path file) {
    return "read_parquet(" + Sql.pattern(file) + ", hive_partitioning = false)";
  }
}
