package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The recorded SQL registry, copied to PostgreSQL with the types that Feast gives its columns
/// there.
class PostgresRegistryTest {
  @TempDir private static Path directory;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void copy() throws Exception {
    server = EmbeddedPostgres.builder().setDataDirectory(directory.resolve("data")).start();
    var golden =
        Files.copy(
            Golden.DIRECTORY.resolve("registry-sql.sqlite"), directory.resolve("registry.sqlite"));
    try (var from = DriverManager.getConnection("jdbc:sqlite:" + golden);
        var to = server.getPostgresDatabase().getConnection()) {
      for (String table : tables(from)) {
        copy(from, to, table);
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void postgresqlDefinesWhatTheFileDoes() {
    try (var reader = reader(InstantSource.system())) {
      assertThat(Golden.facts(reader.read().definitions()))
          .isEqualTo(
              Golden.facts(new FileRegistryReader(Golden.FILE, Golden.SCOPE).read().definitions()));
    }
  }

  @Test
  void aChangeIsSeenAndALostConnectionReplaced() throws Exception {
    var now = Instant.now();
    try (var reader = reader(() -> now)) {
      String first = reader.state();

      execute(
          "UPDATE feature_services SET last_updated_timestamp = last_updated_timestamp + 1,"
              + " feature_service_proto = '' WHERE feature_service_name = 'driver_service'");
      execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'registry-test'");

      assertThat(reader.state()).isNotEqualTo(first);
    } finally {
      execute("UPDATE feature_services SET feature_service_proto = saved");
    }
  }

  private static SqlRegistryReader reader(InstantSource clock) {
    var config =
        new RegistryConfig.Sql(
            "postgresql",
            RegistryConfig.Dialect.POSTGRESQL,
            server.getJdbcUrl("postgres", "postgres"),
            Map.of("ApplicationName", "registry-test", "socketTimeout", "15"),
            Duration.ofMinutes(10));
    return new SqlRegistryReader(config, Golden.SCOPE, clock);
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  private static List<String> tables(Connection from) throws SQLException {
    var tables = new ArrayList<String>();
    try (var rows =
        from.createStatement()
            .executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private static void copy(Connection from, Connection to, String table) throws SQLException {
    String ddl;
    try (var row =
        from.createStatement()
            .executeQuery("SELECT sql FROM sqlite_master WHERE name = '" + table + "'")) {
      assertThat(row.next()).isTrue();
      ddl = row.getString(1).replace("BLOB", "BYTEA");
    }
    var _ = to.createStatement().execute(ddl);
    try (var rows = from.createStatement().executeQuery("SELECT * FROM " + table)) {
      int columns = rows.getMetaData().getColumnCount();
      String marks = "?,".repeat(columns).replaceFirst(",$", "");
      var insert = to.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")");
      while (rows.next()) {
        for (int column = 1; column <= columns; column++) {
          insert.setObject(column, rows.getObject(column));
        }
        assertThat(insert.executeUpdate()).isOne();
      }
    }
    if (table.equals("feature_services")) {
      var _ = to.createStatement().execute("ALTER TABLE feature_services ADD saved BYTEA");
      var _ =
          to.createStatement().execute("UPDATE feature_services SET saved = feature_service_proto");
    }
  }
}
