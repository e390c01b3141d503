package dev.penstock.online.postgres;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig;
import dev.penstock.work.BatchListener;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The PostgreSQL 18 that the tests of a build share. Each test has a schema of its own.
final class PostgresServer {
  /// Is told of batches, and does nothing about it.
  static final BatchListener NOBODY = (jobs, bytes, took) -> {};

  private static final EmbeddedPostgres POSTGRES = start();

  private PostgresServer() {}

  static int port() {
    return POSTGRES.getPort();
  }

  /// A server that keeps its files below `target`.
  static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(Path.of("target/test-servers").toAbsolutePath().toFile())
        .setServerConfig("fsync", "off");
  }

  /// Drops the schemas that tests use, so that a test begins without tables.
  static void empty() throws SQLException {
    execute("DROP SCHEMA IF EXISTS feast CASCADE", "CREATE SCHEMA feast");
  }

  static void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /// The rows of a query, each with its columns as text, joined by `|`; nothing for null.
  static List<String> rows(String query) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      var rows = new ArrayList<String>();
      while (result.next()) {
        var columns = new ArrayList<String>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          String text = result.getString(column);
          columns.add(text == null ? "" : text);
        }
        rows.add(String.join("|", columns));
      }
      return rows;
    }
  }

  static Connection connect() throws SQLException {
    return POSTGRES.getPostgresDatabase().getConnection();
  }

  static OnlineConfig.Postgres config() {
    return config(server(port()));
  }

  static OnlineConfig.Postgres config(PostgresConfig server) {
    return new OnlineConfig.Postgres(server, 3, true, ZoneId.of("UTC"), false);
  }

  static PostgresConfig server(int port) {
    return server(port, "postgres", true);
  }

  static PostgresConfig server(int port, String user, boolean createTables) {
    return new PostgresConfig(
        "127.0.0.1",
        port,
        "postgres",
        "feast",
        user,
        Optional.of(new Secret("secret")),
        new TlsConfig(
            false, TlsConfig.Verify.NONE, Optional.empty(), Optional.empty(), Optional.empty()),
        4,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        createTables,
        new GuardConfig(
            5, Duration.ofMillis(10), Duration.ofMillis(200), 50, Duration.ofMillis(500)));
  }

  private static EmbeddedPostgres start() {
    try {
      var postgres = builder().start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  postgres.close();
                } catch (IOException failure) {
                  throw new UncheckedIOException(failure);
                }
              }));
      return postgres;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
