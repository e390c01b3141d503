package dev.penstock.offline.postgres;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OfflineConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The PostgreSQL 18 that all tests of this package share, and how they reach it.
final class PostgresServer {
  static final String SCHEMA = "history";

  private static final EmbeddedPostgres POSTGRES = start();

  private PostgresServer() {}

  static int port() {
    return POSTGRES.getPort();
  }

  /// Drops every table, so that a test begins without any.
  static void empty() throws SQLException {
    execute(
        "DROP SCHEMA IF EXISTS history CASCADE",
        "DROP SCHEMA IF EXISTS lake CASCADE",
        "CREATE SCHEMA history");
  }

  static void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /// The rows of a query: numbers, booleans, texts; bytes as hex, times as microseconds.
  static List<List<Object>> rows(String query) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      var rows = new ArrayList<List<Object>>();
      while (result.next()) {
        var row = new ArrayList<Object>();
        for (int column = 1; column <= columns; column++) {
          row.add(plain(result.getObject(column)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  static Connection connect() throws SQLException {
    return POSTGRES.getPostgresDatabase().getConnection();
  }

  static OfflineConfig.Postgres config() {
    return config(port(), "postgres", true);
  }

  static OfflineConfig.Postgres config(int port, String user, boolean createTables) {
    return config(port, user, createTables, 3, Duration.ofSeconds(5));
  }

  /// With time-outs that a test can wait for: an append fails after three seconds at most.
  static OfflineConfig.Postgres impatient(int port, int connections) {
    return config(port, "postgres", true, connections, Duration.ofMillis(400));
  }

  private static OfflineConfig.Postgres config(
      int port, String user, boolean createTables, int connections, Duration timeout) {
    var server =
        new PostgresConfig(
            "127.0.0.1",
            port,
            "postgres",
            SCHEMA,
            user,
            Optional.of(new Secret("secret")),
            new TlsConfig(
                false, TlsConfig.Verify.NONE, Optional.empty(), Optional.empty(), Optional.empty()),
            connections,
            timeout,
            timeout,
            createTables,
            new GuardConfig(
                2, Duration.ofMillis(10), Duration.ofMillis(100), 1_000, Duration.ofMillis(200)));
    return new OfflineConfig.Postgres(server, 64 << 20, Duration.ofHours(1));
  }

  private static Object plain(Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case Timestamp time -> ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Array array -> {
        var elements = new ArrayList<Object>();
        for (Object element : (Object[]) array.getArray()) {
          elements.add(plain(element));
        }
        yield elements;
      }
      case Boolean flag -> flag;
      case Number number -> number;
      default -> value.toString();
    };
  }

  private static EmbeddedPostgres start() {
    try {
      var postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
      return postgres;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void stop(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
