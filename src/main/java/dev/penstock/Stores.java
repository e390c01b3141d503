package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.metrics.Metrics;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.embedded.EmbeddedOfflineConfig;
import dev.penstock.offline.embedded.EmbeddedOfflineStore;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.embedded.EmbeddedOnlineConfig;
import dev.penstock.online.embedded.EmbeddedOnlineStore;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import java.nio.file.Path;

/// The stores of one process: opened together, closed together.
record Stores(OnlineStore online, OfflineStore offline) {
  /// The file of the embedded offline store, in the data directory.
  static final Path HISTORY = Path.of("offline", "history.duckdb");

  private static final Path ONLINE = Path.of("online");

  /// Opens both; blocks.
  ///
  /// - **Fails** by throwing `INVALID` when another process uses the data directory.
  static Stores open(Config config, Metrics metrics) {
    var online = online(config, listener(metrics, "online"));
    try {
      return new Stores(online, offline(config, listener(metrics, "offline")));
    } catch (RuntimeException failure) {
      Future<Void> _ = online.close();
      throw failure;
    }
  }

  Future<Void> close() {
    return Future.join(online.close(), offline.close()).mapEmpty();
  }

  private static BatchListener listener(Metrics metrics, String store) {
    return (pushes, bytes, took) -> metrics.wrote(store, pushes, bytes, took);
  }

  private static OnlineStore online(Config config, BatchListener listener) {
    return switch (config.online()) {
      case OnlineConfig.Embedded embedded ->
          EmbeddedOnlineStore.open(
              config.data().resolve(ONLINE),
              new EmbeddedOnlineConfig(
                  embedded.readerThreads(),
                  embedded.maxWaitingBytes(),
                  embedded.blockCacheBytes(),
                  embedded.memtableBytes(),
                  embedded.openFiles()),
              listener);
    };
  }

  static OfflineStore offline(Config config, BatchListener listener) {
    return switch (config.offline()) {
      case OfflineConfig.Embedded embedded ->
          EmbeddedOfflineStore.open(
              config.data().resolve(HISTORY),
              new EmbeddedOfflineConfig(
                  embedded.maxWaitingBytes(), embedded.memoryBytes(), embedded.threads()),
              listener);
    };
  }
}
