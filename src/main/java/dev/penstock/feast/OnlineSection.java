package dev.penstock.feast;

import dev.penstock.config.OnlineConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;

/// Reads the section `online_store`: a type, or a map with one.
final class OnlineSection {
  private static final String KEY = "online_store";
  private static final String DEFAULT = "data/online.db";
  private static final ZoneId RIGHT = ZoneId.of("UTC");

  private OnlineSection() {}

  /// @param directory that relative paths start from
  static OnlineConfig read(Section root, Path directory, int keyVersion) {
    var section = root.below(KEY);
    String type = root.kind(KEY).orElse("sqlite");
    if (root.map().has(KEY) && (root.node(KEY).isEmpty() || type.equals("none"))) {
      root.map().problem(KEY, "is switched off, but Penstock serves from one");
    }
    var config = read(type, root, section, directory, keyVersion);
    section.endClosed();
    return config;
  }

  private static OnlineConfig read(
      String type, Section root, Section section, Path directory, int keyVersion) {
    return switch (type) {
      case "redis", "feast.infra.online_stores.redis.RedisOnlineStore" ->
          RedisSection.read(section, keyVersion);
      case "postgres",
          "feast.infra.online_stores.postgres_online_store.postgres.PostgreSQLOnlineStore" ->
          postgres(section, keyVersion);
      case "sqlite", "none", "feast.infra.online_stores.sqlite.SqliteOnlineStore" ->
          sqlite(section, directory, keyVersion);
      default -> {
        root.map()
            .problem(KEY, "is '" + type + "', of which Penstock knows sqlite, redis and postgres");
        section.passAll();
        yield sqlite(section, directory, keyVersion);
      }
    };
  }

  private static OnlineConfig postgres(Section section, int keyVersion) {
    section.pass(
        "type",
        "similarity",
        "vector_len",
        "enable_openai_compatible_store",
        "max_batched_result_rows");
    boolean vectors = section.bool("vector_enabled", false);
    return new OnlineConfig.Postgres(
        PostgresSection.server(section), keyVersion, true, RIGHT, vectors);
  }

  private static OnlineConfig sqlite(Section section, Path directory, int keyVersion) {
    section.pass("type", "vector_len", "similarity", "text_search_enabled");
    if (section.bool("vector_enabled", false)) {
      section.map().problem("vector_enabled", "is on, but Penstock writes no vectors to SQLite");
    }
    return new OnlineConfig.Sqlite(
        path(section, directory),
        keyVersion,
        true,
        RIGHT,
        true,
        Shipped.BUSY_TIMEOUT,
        Shipped.READER_THREADS,
        Shipped.WAITING_BYTES);
  }

  private static Path path(Section section, Path directory) {
    try {
      return directory.resolve(section.text("path").orElse(DEFAULT)).normalize();
    } catch (InvalidPathException noPath) {
      section.map().problem("path", "is no path: " + noPath.getReason());
      return directory;
    }
  }
}
