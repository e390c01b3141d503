package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.embedded.EmbeddedOfflineConfig;
import dev.penstock.offline.embedded.EmbeddedOfflineStore;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.embedded.EmbeddedOnlineConfig;
import dev.penstock.online.embedded.EmbeddedOnlineStore;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The stores of one process: opened together, closed together.
record Stores(OnlineStore online, OfflineStore offline) {
  /// The file of the embedded offline store, in the data directory.
  static final Path HISTORY = Path.of("offline", "history.duckdb");

  private static final BatchListener NOBODY = (pushes, bytes, took) -> {};
  private static final Path ONLINE = Path.of("online");

  /// Opens both.
  ///
  /// - **Fails** with `INVALID` when another process uses the data directory; none is open then.
  static Future<Stores> open(Vertx vertx, Config config, Metrics metrics) {
    return vertx
        .executeBlocking(() -> online(config, listener(metrics, "online")))
        .map(Objects::requireNonNull)
        .compose(online ->
            vertx
                .executeBlocking(() -> offline(config, listener(metrics, "offline")))
                .map(offline -> new Stores(online, Objects.requireNonNull(offline)))
                .recover(cause -> online.close().transform(closed -> Future.failedFuture(cause))));
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
      case OnlineConfig.Redis redis -> throw new IllegalStateException("redis");
      case OnlineConfig.Postgres postgres -> throw new IllegalStateException("postgres");
      case OnlineConfig.Sqlite sqlite -> throw new IllegalStateException("sqlite");
    };
  }

  /// Opens the offline store if it is there; blocks.
  ///
  /// - **Fails** by throwing `INVALID` when it is not, or another process uses it.
  static OfflineStore existingOffline(Config config) {
    Path history = config.data().resolve(HISTORY);
    if (config.offline() instanceof OfflineConfig.Embedded && !Files.exists(history)) {
      throw new PushException(
          FailureKind.INVALID,
          history.toAbsolutePath()
              + ": there is no such file, so no history; name the data directory with --data");
    }
    return offline(config);
  }

  /// Opens the offline store, which is created where it does not exist; blocks.
  ///
  /// - **Fails** by throwing `INVALID` when another process uses it.
  static OfflineStore offline(Config config) {
    return offline(config, NOBODY);
  }

  private static OfflineStore offline(Config config, BatchListener listener) {
    return switch (config.offline()) {
      case OfflineConfig.Embedded embedded ->
          EmbeddedOfflineStore.open(
              config.data().resolve(HISTORY),
              new EmbeddedOfflineConfig(
                  embedded.maxWaitingBytes(), embedded.memoryBytes(), embedded.threads()),
              listener);
      case OfflineConfig.Files files -> throw new IllegalStateException("files");
      case OfflineConfig.Postgres postgres -> throw new IllegalStateException("postgres");
    };
  }
}
