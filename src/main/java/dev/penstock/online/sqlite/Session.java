package dev.penstock.online.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// A connection to the file and the statements that it has prepared. For one thread at a time.
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final int MOST_STATEMENTS = 128;

  private final Connection connection;
  private final Object file;
  private final LinkedHashMap<String, PreparedStatement> statements =
      new LinkedHashMap<>(16, 0.75f, true);

  private Session(Connection connection, Object file) {
    this.connection = connection;
    this.file = file;
  }

  /// Opens the file, which is created where it does not exist. How it is journalled stays as it is.
  static Session open(Path path, Duration busyTimeout) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
    // As a URI, since the driver takes what follows a question mark in a path for settings.
    var connection = config.createConnection("jdbc:sqlite:file:" + path.toUri().getRawPath());
    try {
      // EXTRA also makes the end of the journal durable, without which a power failure could take
      // a transaction back that was acknowledged.
      execute(connection, "PRAGMA synchronous = EXTRA");
      execute(connection, "PRAGMA cache_size = -16384");
      execute(connection, "SELECT count(*) FROM sqlite_master");
      return new Session(connection, file(path));
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  /// What tells the file that was opened from all others.
  Object file() {
    return file;
  }

  /// Whether the path still leads to the file that was opened: Feast deletes it to tear down.
  boolean isOf(Path path) {
    return file.equals(file(path));
  }

  /// A statement, prepared at its first use.
  PreparedStatement statement(String text) throws SQLException {
    var known = statements.get(text);
    if (known != null) {
      return known;
    }
    var prepared = connection.prepareStatement(text);
    statements.put(text, prepared);
    if (statements.size() > MOST_STATEMENTS) {
      statements.pollFirstEntry().getValue().close();
    }
    return prepared;
  }

  /// Runs a statement that has no parameters and no answer.
  void run(String statement) throws SQLException {
    execute(connection, statement);
  }

  /// Drops the prepared statements; the driver cannot use one again that has failed.
  void forget() throws SQLException {
    for (var statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }

  /// What is under way is taken back.
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      LOG.warn("a connection to SQLite could not be closed", failure);
    }
  }

  private static void execute(Connection connection, String text) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private static Object file(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      // Some file systems tell files apart by their paths only.
      return key == null ? path : key;
    } catch (IOException gone) {
      return "no file";
    }
  }
}
