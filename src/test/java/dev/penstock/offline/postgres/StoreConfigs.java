package dev.penstock.offline.postgres;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OfflineConfig;
import dev.penstock.postgres.PostgresServer;
import java.time.Duration;

/// How the tests of the offline store reach their server.
final class StoreConfigs {
  static final String SCHEMA = "history";

  private StoreConfigs() {}

  static OfflineConfig.Postgres config() {
    return config(POSTGRES_18.port());
  }

  static OfflineConfig.Postgres config(int port) {
    return config(port, "postgres", true, 3, Duration.ofSeconds(5));
  }

  /// As a user who creates no tables.
  static OfflineConfig.Postgres config(String user) {
    return config(POSTGRES_18.port(), user, false, 3, Duration.ofSeconds(5));
  }

  /// With time-outs that a test can wait for: an append fails after three seconds at most.
  static OfflineConfig.Postgres impatient(int port, int connections) {
    return config(port, "postgres", true, connections, Duration.ofMillis(400));
  }

  private static OfflineConfig.Postgres config(
      int port, String user, boolean createTables, int connections, Duration timeout) {
    var guard =
        new GuardConfig(
            2, Duration.ofMillis(10), Duration.ofMillis(100), 1_000, Duration.ofMillis(200));
    var server =
        PostgresServer.config(port, SCHEMA, user, createTables, connections, timeout, guard);
    return new OfflineConfig.Postgres(
        server,
        64 << 20,
        Duration.ofHours(1),
        OfflineConfig.Misfits.REFUSE,
        8,
        Duration.ofMinutes(1));
  }
}
