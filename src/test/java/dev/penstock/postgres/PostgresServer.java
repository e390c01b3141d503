package dev.penstock.postgres;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// The servers that the tests of a build share: each is started when it is first asked for, and
/// stopped at the end. The stores have schemas of their own.
public final class PostgresServer {
  private static final Path DIRECTORY = Path.of("target/test-servers").toAbsolutePath();

  /// The newest that is supported.
  public static final PostgresServer POSTGRES_18 = new PostgresServer(builder());

  /// The oldest that is tested, of the binaries that Maven copies to `target`.
  public static final PostgresServer POSTGRES_16 =
      new PostgresServer(builder().setPgBinaryResolver((system, architecture) -> older()));

  private final EmbeddedPostgres.Builder builder;
  private @Nullable EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres.Builder builder) {
    this.builder = builder;
  }

  /// A server that keeps its files below `target`.
  public static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(DIRECTORY.toFile())
        .setServerConfig("fsync", "off");
  }

  /// How a store reaches a server of the tests.
  ///
  /// @param timeout of connecting and of commands
  public static PostgresConfig config(
      int port,
      String schema,
      String user,
      boolean createTables,
      int connections,
      Duration timeout,
      GuardConfig guard) {
    return new PostgresConfig(
        "127.0.0.1",
        port,
        "postgres",
        schema,
        user,
        Optional.of(new Secret("secret")),
        new TlsConfig(
            false, TlsConfig.Verify.NONE, Optional.empty(), Optional.empty(), Optional.empty()),
        connections,
        timeout,
        timeout,
        createTables,
        guard);
  }

  public int port() {
    return server().getPort();
  }

  public Connection connect() throws SQLException {
    return server().getPostgresDatabase().getConnection();
  }

  /// Leaves nothing in a schema.
  public void empty(String schema) throws SQLException {
    execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE", "CREATE SCHEMA " + schema);
  }

  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /// The rows of a query: numbers, booleans, texts; bytes as hex, times as microseconds.
  public List<List<Object>> rows(String query) throws SQLException {
    return rows(query, (result, column) -> plain(result.getObject(column)));
  }

  /// The rows of a query, each with its columns as text, joined by `|`; nothing for null.
  public List<String> texts(String query) throws SQLException {
    return rows(query, (result, column) -> Optional.ofNullable(result.getString(column)).orElse(""))
        .stream()
        .map(row -> String.join("|", row))
        .toList();
  }

  private interface Column<T> {
    T read(ResultSet result, int column) throws SQLException;
  }

  private <T> List<List<T>> rows(String query, Column<T> read) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      var rows = new ArrayList<List<T>>();
      while (result.next()) {
        var row = new ArrayList<T>();
        for (int column = 1; column <= columns; column++) {
          row.add(read.read(result, column));
        }
        rows.add(row);
      }
      return rows;
    }
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

  private synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        var started = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started)));
        server = started;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return server;
  }

  private static void stop(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static InputStream older() throws IOException {
    try (var jar = new ZipFile(DIRECTORY.resolve("postgres-older.jar").toFile())) {
      var binaries = jar.getEntry("postgres-linux-x86_64.txz");
      return new ByteArrayInputStream(jar.getInputStream(binaries).readAllBytes());
    }
  }
}
