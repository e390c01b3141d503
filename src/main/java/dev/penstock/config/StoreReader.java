package dev.penstock.config;

import dev.penstock.config.OnlineConfig.Redis;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads the sections `online` and `offline`.
final class StoreReader {
  private static final Pattern SERVER = Pattern.compile("(\\[[^\\]]+\\]|[^:\\s]+):([0-9]{1,5})");

  private StoreReader() {}

  static OnlineConfig online(YamlMap map) {
    return map.choice(
            "type",
            Map.<String, Function<YamlMap, OnlineConfig>>of(
                "embedded", StoreReader::onlineEmbedded,
                "redis", StoreReader::redis,
                "postgres", StoreReader::onlinePostgres,
                "sqlite", StoreReader::sqlite),
            StoreReader::onlineEmbedded)
        .apply(map);
  }

  static OfflineConfig offline(YamlMap map) {
    return map.choice(
            "type",
            Map.<String, Function<YamlMap, OfflineConfig>>of(
                "embedded", StoreReader::offlineEmbedded,
                "parquet", StoreReader::parquet,
                "postgres", StoreReader::offlinePostgres),
            StoreReader::offlineEmbedded)
        .apply(map);
  }

  private static OnlineConfig onlineEmbedded(YamlMap map) {
    return new OnlineConfig.Embedded(
        ConfigReader.bytes(map, "maxWaitingBytes", OnlineConfig.Embedded.MEMORY),
        ConfigReader.bytes(map, "blockCacheBytes", OnlineConfig.Embedded.MEMORY),
        ConfigReader.bytes(map, "memtableBytes", OnlineConfig.Embedded.MEMORY),
        ConfigReader.integer(map, "openFiles", OnlineConfig.Embedded.FILES),
        ConfigReader.integer(map, "readerThreads", OnlineConfig.Embedded.THREADS));
  }

  private static OfflineConfig offlineEmbedded(YamlMap map) {
    // One file serves both types, so that a variable can choose.
    var _ = misfits(map);
    return new OfflineConfig.Embedded(
        ConfigReader.bytes(map, "maxWaitingBytes", OfflineConfig.WAITING),
        ConfigReader.bytes(map, "memoryBytes", OfflineConfig.Embedded.MEMORY),
        ConfigReader.integer(map, "threads", OfflineConfig.Embedded.THREADS),
        retention(map));
  }

  private static OfflineConfig parquet(YamlMap map) {
    return new OfflineConfig.Parquet(
        ConfigReader.bytes(map, "maxWaitingBytes", OfflineConfig.WAITING),
        ConfigReader.bytes(map, "memoryBytes", OfflineConfig.Embedded.MEMORY),
        ConfigReader.integer(map, "threads", OfflineConfig.Embedded.THREADS),
        retention(map),
        misfits(map));
  }

  private static OfflineConfig.Misfits misfits(YamlMap map) {
    return ConfigReader.choice(map, "misfits", OfflineConfig.Misfits.values());
  }

  private static OfflineConfig offlinePostgres(YamlMap map) {
    return new OfflineConfig.Postgres(
        server(map),
        ConfigReader.bytes(map, "maxWaitingBytes", OfflineConfig.WAITING),
        retention(map),
        misfits(map),
        ConfigReader.integer(map, "scans", OfflineConfig.Postgres.SCANS),
        ConfigReader.duration(map, "scanTimeout"));
  }

  private static Duration retention(YamlMap map) {
    return map.duration("identityRetention", Duration.ofMinutes(1), Duration.ofDays(365));
  }

  private static OnlineConfig redis(YamlMap map) {
    Redis.Mode mode = ConfigReader.choice(map, "mode", Redis.Mode.values());
    int database = ConfigReader.integer(map, "database", Redis.DATABASE);
    if (mode == Redis.Mode.CLUSTER && database != 0) {
      map.problem("database", "is " + database + ", but a cluster has database 0 only");
      database = 0;
    }
    return new Redis(
        mode,
        servers(map),
        sentinel(map),
        database,
        map.optionalText("username"),
        password(map),
        tls(map),
        map.duration("keyTtl", Duration.ZERO, Duration.ofDays(36_500)),
        ConfigReader.integer(map, "entityKeyVersion", OnlineConfig.KEY_VERSION),
        ConfigReader.integer(map, "connections", Redis.CONNECTIONS),
        ConfigReader.integer(map, "replicas", Redis.REPLICAS),
        ConfigReader.duration(map, "connectTimeout"),
        ConfigReader.duration(map, "commandTimeout"),
        guard(map));
  }

  private static Redis.Sentinel sentinel(YamlMap parent) {
    YamlMap map = parent.map("sentinel");
    var sentinel =
        new Redis.Sentinel(
            map.text("master"), map.bool("tls"), map.optionalText("username"), password(map));
    map.end();
    return sentinel;
  }

  private static OnlineConfig onlinePostgres(YamlMap map) {
    return new OnlineConfig.Postgres(
        server(map),
        ConfigReader.integer(map, "entityKeyVersion", OnlineConfig.KEY_VERSION),
        map.bool("newestWins"),
        zone(map, "shiftedTimeZone"),
        map.bool("vectors"));
  }

  private static OnlineConfig sqlite(YamlMap map) {
    return new OnlineConfig.Sqlite(
        ConfigReader.path(map, "path"),
        ConfigReader.integer(map, "entityKeyVersion", OnlineConfig.KEY_VERSION),
        map.bool("newestWins"),
        zone(map, "shiftedTimeZone"),
        map.bool("createTables"),
        ConfigReader.duration(map, "busyTimeout"),
        ConfigReader.integer(map, "readerThreads", OnlineConfig.Embedded.THREADS),
        ConfigReader.bytes(map, "maxWaitingBytes", OnlineConfig.Embedded.MEMORY));
  }

  private static PostgresConfig server(YamlMap map) {
    return new PostgresConfig(
        map.text("host"),
        ConfigReader.integer(map, "port", PostgresConfig.PORT),
        map.text("database"),
        map.text("schema"),
        map.text("user"),
        password(map),
        tls(map),
        ConfigReader.integer(map, "connections", PostgresConfig.CONNECTIONS),
        ConfigReader.duration(map, "connectTimeout"),
        ConfigReader.duration(map, "commandTimeout"),
        map.bool("createTables"),
        guard(map));
  }

  private static GuardConfig guard(YamlMap parent) {
    YamlMap retry = parent.map("retry");
    YamlMap circuit = parent.map("circuit");
    var guard =
        new GuardConfig(
            ConfigReader.integer(retry, "attempts", GuardConfig.ATTEMPTS),
            ConfigReader.duration(retry, "firstDelay"),
            ConfigReader.duration(retry, "longestDelay"),
            ConfigReader.integer(circuit, "failures", GuardConfig.FAILURES),
            ConfigReader.duration(circuit, "open"));
    retry.end();
    circuit.end();
    return guard;
  }

  static TlsConfig tls(YamlMap parent) {
    YamlMap map = parent.map("tls");
    boolean enabled = map.bool("enabled");
    var verify = ConfigReader.choice(map, "verify", TlsConfig.Verify.values());
    var caFile = file(map, "caFile");
    var certFile = file(map, "certFile");
    var keyFile = file(map, "keyFile");
    map.end();
    if (certFile.isPresent() != keyFile.isPresent()) {
      map.problem("has only one of certFile and keyFile, which go together");
      return new TlsConfig(enabled, verify, caFile, Optional.empty(), Optional.empty());
    }
    return new TlsConfig(enabled, verify, caFile, certFile, keyFile);
  }

  /// From the environment, or from a file; in the configuration itself a secret would be copied to
  /// wherever that goes.
  static Optional<Secret> secret(YamlMap map, String key, String fileKey) {
    if (map.has(key)) {
      map.problem(
          key, "has no place in this file; use the environment variable or " + fileKey);
    }
    var file = file(map, fileKey);
    var given = map.optionalText(key);
    if (given.isPresent()) {
      return given.map(Secret::new);
    }
    return file.flatMap(path -> {
      try {
        return Optional.of(new Secret(Files.readString(path).strip()));
      } catch (IOException unreadable) {
        map.problem(fileKey, "is " + path + ", which cannot be read");
        return Optional.empty();
      }
    });
  }

  private static Optional<Secret> password(YamlMap map) {
    return secret(map, "password", "passwordFile");
  }

  static Optional<Path> file(YamlMap map, String key) {
    return map.optionalText(key).flatMap(text -> ConfigReader.path(map, key, text));
  }

  private static List<Server> servers(YamlMap map) {
    var servers = new ArrayList<Server>();
    for (String part : map.text("servers").strip().split("\\s*,\\s*", -1)) {
      var server = SERVER.matcher(part);
      if (server.matches() && Integer.parseInt(server.group(2)) <= 65_535) {
        servers.add(new Server(server.group(1), Integer.parseInt(server.group(2))));
      } else {
        map.problem("servers", "has '" + part + "', expected host:port, separated by commas");
      }
    }
    return servers;
  }

  static ZoneId zone(YamlMap map, String key) {
    String name = map.text(key);
    try {
      return ZoneId.of(name);
    } catch (DateTimeException unknown) {
      map.problem(key, "is '" + name + "', expected a time zone such as UTC or Europe/Oslo");
      return ZoneId.of("UTC");
    }
  }
}
