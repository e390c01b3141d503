package dev.penstock.online.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.postgres.PostgresServer;
import java.time.Duration;
import java.time.ZoneId;

/// How the tests of the online store reach their server.
final class StoreConfigs {
  static final String SCHEMA = "feast";

  private StoreConfigs() {}

  static OnlineConfig.Postgres config() {
    return config(server(POSTGRES_18.port()));
  }

  static OnlineConfig.Postgres config(PostgresConfig server) {
    return new OnlineConfig.Postgres(server, 3, true, ZoneId.of("UTC"), false);
  }

  /// As a user who creates no tables.
  static OnlineConfig.Postgres config(String user) {
    return config(server(POSTGRES_18.port(), user, false));
  }

  static PostgresConfig server(int port) {
    return server(port, "postgres", true);
  }

  private static PostgresConfig server(int port, String user, boolean createTables) {
    var guard =
        new GuardConfig(
            5, Duration.ofMillis(10), Duration.ofMillis(200), 50, Duration.ofMillis(500));
    return PostgresServer.config(port, SCHEMA, user, createTables, 4, Duration.ofSeconds(5), guard);
  }
}
