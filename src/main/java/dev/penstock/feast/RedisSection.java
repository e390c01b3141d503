package dev.penstock.feast;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.config.OnlineConfig.Redis.Sentinel;
import dev.penstock.config.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Reads the settings of the Redis store (contract 3.9).
final class RedisSection {
  private static final Map<String, Mode> MODES =
      Map.of(
          "redis", Mode.STANDALONE,
          "redis_cluster", Mode.CLUSTER,
          "redis_sentinel", Mode.SENTINEL);

  private RedisSection() {}

  static OnlineConfig read(Section section, int keyVersion) {
    section.pass("type", "full_scan_for_deletion", "client");
    section.warnIfOn(
        "skip_dedup", "makes no difference: Penstock keeps the newest row of an entity, always");
    var mode = mode(section);
    // Holds a password, as a rule.
    String text = section.secret("connection_string").orElse("localhost:6379");
    var connection = RedisConnection.read(section, text);
    int database = connection.integer("db", 0, 1_000_000, 0);
    if (mode == Mode.CLUSTER && database != 0) {
      section
          .map()
          .problem("connection_string", "has db=" + database + ", but a cluster has 0 only");
      database = 0;
    }
    int connections =
        connection.integer("max_connections", 1, Integer.MAX_VALUE, Shipped.CONNECTIONS);
    var config =
        new OnlineConfig.Redis(
            mode,
            mode == Mode.STANDALONE ? connection.servers().subList(0, 1) : connection.servers(),
            sentinel(section),
            database,
            connection.text("username"),
            connection.text("password").map(Secret::new),
            connection.tls(),
            Duration.ofSeconds(section.integer("key_ttl_seconds", 0, Integer.MAX_VALUE, 0)),
            keyVersion,
            Math.min(connections, Shipped.CONNECTIONS),
            0,
            connection.seconds("socket_connect_timeout", Shipped.CONNECT_TIMEOUT),
            connection.seconds("socket_timeout", Shipped.REDIS_TIMEOUT),
            Shipped.GUARD);
    connection.end();
    return config;
  }

  /// Feast's client asks the sentinels in the open and as nobody, whatever its servers want.
  private static Sentinel sentinel(Section section) {
    return new Sentinel(
        section.text("sentinel_master").orElse("mymaster"),
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static Mode mode(Section section) {
    String type = section.text("redis_type").orElse("redis");
    if (!MODES.containsKey(type)) {
      section
          .map()
          .problem(
              "redis_type", "is '" + type + "', expected redis, redis_cluster or redis_sentinel");
    }
    return MODES.getOrDefault(type, Mode.STANDALONE);
  }
}
