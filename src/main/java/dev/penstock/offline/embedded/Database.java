package dev.penstock.offline.embedded;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Connections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBConnection;

/// An open DuckDB file with its two connections, each used by one thread.
final class Database {
  // DuckDB lets one process open a file twice; the lock on the file keeps out only other processes.
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final DuckDBConnection writing;
  private final DuckDBConnection reading;

  private Database(Path file, DuckDBConnection writing, DuckDBConnection reading) {
    this.file = file;
    this.writing = writing;
    this.reading = reading;
  }

  static Database open(Path path, OfflineConfig.Embedded config) {
    try {
      Path directory = Files.createDirectories(path.toAbsolutePath().getParent());
      Path file = directory.toRealPath().resolve(path.getFileName());
      if (!OPEN.add(file)) {
        throw inUse(file);
      }
      try {
        return connect(file, config);
      } catch (SQLException | RuntimeException failure) {
        OPEN.remove(file);
        throw failure;
      }
    } catch (SQLException | IOException failure) {
      throw refused(path, failure);
    }
  }

  Path file() {
    return file;
  }

  /// For appends and changes of tables; commits are explicit.
  DuckDBConnection writing() {
    return writing;
  }

  /// For Parquet files; commits are explicit.
  DuckDBConnection reading() {
    return reading;
  }

  /// One more connection, for whoever closes it; safe for any thread. Commits are implicit.
  DuckDBConnection further() throws SQLException {
    return Connections.further(writing);
  }

  /// Brings everything from the write-ahead log into the file, then closes it.
  void close() throws SQLException {
    try (reading;
        writing;
        var statement = writing.createStatement()) {
      reading.rollback();
      writing.setAutoCommit(true);
      statement.execute("CHECKPOINT");
    } finally {
      OPEN.remove(file);
    }
  }

  /// Writes something, durably.
  static void probe(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS penstock");
      statement.execute("CREATE TABLE IF NOT EXISTS penstock.probe (written TIMESTAMPTZ)");
      statement.execute("DELETE FROM penstock.probe");
      statement.execute("INSERT INTO penstock.probe VALUES (now())");
    }
    connection.commit();
  }

  private static Database connect(Path file, OfflineConfig.Embedded config) throws SQLException {
    var writing =
        DriverManager.getConnection("jdbc:duckdb:" + file, options(file, config))
            .unwrap(DuckDBConnection.class);
    try {
      return new Database(file, prepared(writing), prepared(writing.duplicate()));
    } catch (SQLException | RuntimeException failure) {
      writing.close();
      throw failure;
    }
  }

  private static DuckDBConnection prepared(DuckDBConnection connection) throws SQLException {
    Connections.useUtc(connection);
    connection.setAutoCommit(false);
    return connection;
  }

  static Properties options(Path file, OfflineConfig.Embedded config) {
    var options = new Properties();
    options.setProperty("memory_limit", config.memoryBytes() + "B");
    options.setProperty("threads", Integer.toString(config.threads()));
    options.setProperty("temp_directory", file + ".tmp");
    // Everything needed is in the library; nothing is to be fetched at run time.
    options.setProperty("autoinstall_known_extensions", "false");
    options.setProperty("autoload_known_extensions", "false");
    return options;
  }

  private static PushException refused(Path file, Exception failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("Could not set lock on file")) {
      return inUse(file);
    }
    return new PushException(
        FailureKind.UNAVAILABLE,
        "the offline rows in " + file + " cannot be opened: " + message,
        failure);
  }

  private static PushException inUse(Path file) {
    return new PushException(
        FailureKind.INVALID,
        file
            + " is in use by another Penstock process; stop that one or choose another data"
            + " directory");
  }
}
