package dev.penstock.fidelity;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Collectors;

/// The repository that the exchanges were recorded on, made anew.
final class GoldenRepository {
  static final Path GOLDEN = Path.of("src/test/resources/golden");

  private GoldenRepository() {}

  /// With the registry as a file.
  static Path onRedis(Path directory, int port) throws Exception {
    files(directory);
    Files.copy(GOLDEN.resolve("registry-file.db"), directory.resolve("data/registry.db"));
    var described = Files.readString(GOLDEN.resolve("feature_repo/feature_store.yaml"));
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        described.replace("localhost:6379", "127.0.0.1:" + port));
    return directory;
  }

  /// With the registry in a database.
  static Path onPostgres(Path directory, int port) throws Exception {
    files(directory);
    Files.copy(GOLDEN.resolve("registry-sql.sqlite"), directory.resolve("data/registry.sqlite"));
    Files.writeString(
        directory.resolve("feature_store.yaml"),
        """
        project: golden
        provider: local
        registry:
          registry_type: sql
          path: sqlite:///data/registry.sqlite
        online_store:
          type: postgres
          host: localhost
          port: %d
          database: postgres
          user: postgres
          password: postgres
          sslmode: disable
        offline_store:
          type: file
        entity_key_serialization_version: 3
        """
            .formatted(port));
    return directory;
  }

  /// The files of the batch sources as they were before the first exchange.
  private static void files(Path directory) throws IOException, SQLException {
    Files.createDirectories(directory.resolve("data"));
    var recording = new JsonObject(Files.readString(GOLDEN.resolve("http_exchanges.json")));
    var sources = recording.getJsonObject("batch_sources_at_start");
    try (var database = DriverManager.getConnection("jdbc:duckdb:")) {
      for (var path : sources.fieldNames()) {
        write(database, directory.resolve(path), sources.getJsonObject(path));
      }
    }
  }

  private static void write(Connection database, Path file, JsonObject source) throws SQLException {
    var schema = source.getJsonObject("schema");
    var rows =
        source.getJsonArray("rows").stream()
            .map(row -> "SELECT " + row(schema, (JsonObject) row))
            .collect(Collectors.joining(" UNION ALL "));
    try (var statement = database.createStatement()) {
      statement.execute("COPY (" + rows + ") TO '" + file + "' (FORMAT parquet)");
    }
  }

  private static String row(JsonObject schema, JsonObject row) {
    return schema.stream()
        .map(column ->
            "CAST(%s AS %s) AS %s"
                .formatted(
                    literal(row.getValue(column.getKey())),
                    type((String) column.getValue()),
                    column.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String literal(Object value) {
    return value == null ? "NULL" : "'" + value.toString().replace("'", "''") + "'";
  }

  private static String type(String arrow) {
    return switch (arrow) {
      case "int32" -> "INTEGER";
      case "int64" -> "BIGINT";
      case "float" -> "FLOAT";
      case "double" -> "DOUBLE";
      case "bool" -> "BOOLEAN";
      case "string" -> "VARCHAR";
      case "timestamp[us]" -> "TIMESTAMP";
      case "timestamp[us, tz=UTC]" -> "TIMESTAMPTZ";
      case "list<element: float>" -> "FLOAT[]";
      case "list<element: string>" -> "VARCHAR[]";
      default -> throw new IllegalArgumentException(arrow);
    };
  }
}
