package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.embedded.EmbeddedOfflineConfig;
import dev.penstock.offline.embedded.EmbeddedOfflineStore;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.embedded.EmbeddedOnlineConfig;
import dev.penstock.online.embedded.EmbeddedOnlineStore;
import dev.penstock.online.redis.RedisOnlineStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/// The stores of one process: opened together, closed together.
record Stores(OnlineStore online, OfflineStore offline) {
  /// The file of the embedded offline store, in the data directory.
  static final Path HISTORY = Path.of("offline", "history.duckdb");

  private static final Path ONLINE = Path.of("online");
  private static final int MOST_WAITING_ROWS = 1_000_000;

  /// Opens both; blocks.
  ///
  /// - **Fails** by throwing `INVALID` when another process uses the data directory.
  static Stores open(Vertx vertx, Config config) {
    var online = online(vertx, config);
    try {
      return new Stores(online, offline(config));
    } catch (RuntimeException failure) {
      Future<Void> _ = online.close();
      throw failure;
    }
  }

  Future<Void> close() {
    return Future.join(online.close(), offline.close()).mapEmpty();
  }

  private static OnlineStore online(Vertx vertx, Config config) {
    return switch (config.online()) {
      case OnlineConfig.Embedded() ->
          EmbeddedOnlineStore.open(
              config.data().resolve(ONLINE),
              new EmbeddedOnlineConfig(1, MOST_WAITING_ROWS, 128L << 20, 64L << 20, 512));
      case OnlineConfig.Redis redis -> RedisOnlineStore.open(vertx, redis);
      case OnlineConfig.Postgres postgres -> throw new IllegalStateException("postgres");
    };
  }

  static OfflineStore offline(Config config) {
    return switch (config.offline()) {
      case OfflineConfig.Embedded() ->
          EmbeddedOfflineStore.open(
              config.data().resolve(HISTORY),
              new EmbeddedOfflineConfig(MOST_WAITING_ROWS, 256L << 20, 2));
      case OfflineConfig.Postgres postgres -> throw new IllegalStateException("postgres");
    };
  }
}
