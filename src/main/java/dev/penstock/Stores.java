package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.embedded.EmbeddedOfflineStore;
import dev.penstock.offline.parquet.ParquetOfflineStore;
import dev.penstock.offline.postgres.PostgresOfflineStore;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.embedded.EmbeddedOnlineStore;
import dev.penstock.online.postgres.PostgresOnlineStore;
import dev.penstock.online.redis.RedisOnlineStore;
import dev.penstock.online.sqlite.SqliteOnlineStore;
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

  private static final Path ONLINE = Path.of("online");

  /// Where rows of Parquet files go while they do not fit into memory.
  private static final Path SPILLED = Path.of("offline", "parquet.tmp");

  /// Opens both.
  ///
  /// - **Fails** with `INVALID` when another process uses the data directory; none is open then.
  static Future<Stores> open(Vertx vertx, Config config, Metrics metrics) {
    return vertx
        .executeBlocking(() -> online(vertx, config, listener(metrics, "online")))
        .map(Objects::requireNonNull)
        .compose(online ->
            vertx
                .executeBlocking(() -> offline(vertx, config, listener(metrics, "offline")))
                .map(offline -> new Stores(online, Objects.requireNonNull(offline)))
                .recover(cause -> online.close().transform(closed -> Future.failedFuture(cause))));
  }

  /// Whether there is something to open; embedded stores would otherwise come to be by that.
  static boolean areThere(Config config) {
    boolean online =
        !(config.online() instanceof OnlineConfig.Embedded)
            || Files.exists(config.data().resolve(ONLINE));
    boolean offline =
        !(config.offline() instanceof OfflineConfig.Embedded)
            || Files.exists(config.data().resolve(HISTORY));
    return online && offline;
  }

  Future<Void> close() {
    return Future.join(online.close(), offline.close()).mapEmpty();
  }

  private static BatchListener listener(Metrics metrics, String store) {
    return (pushes, bytes, took) -> metrics.wrote(store, pushes, bytes, took);
  }

  private static OnlineStore online(Vertx vertx, Config config, BatchListener listener) {
    return switch (config.online()) {
      case OnlineConfig.Embedded embedded ->
          EmbeddedOnlineStore.open(config.data().resolve(ONLINE), embedded, listener);
      case OnlineConfig.Redis redis -> RedisOnlineStore.open(vertx, redis, listener);
      case OnlineConfig.Postgres postgres -> new PostgresOnlineStore(vertx, postgres, listener);
      case OnlineConfig.Sqlite sqlite -> SqliteOnlineStore.open(sqlite, listener);
    };
  }

  private static OfflineStore offline(Vertx vertx, Config config, BatchListener listener) {
    return switch (config.offline()) {
      case OfflineConfig.Embedded embedded -> history(config, embedded, listener);
      case OfflineConfig.Parquet parquet ->
          ParquetOfflineStore.open(config.data().resolve(SPILLED), parquet, listener);
      case OfflineConfig.Postgres postgres -> new PostgresOfflineStore(vertx, postgres, listener);
    };
  }

  /// Opens the embedded offline store if it is there; blocks.
  ///
  /// - **Fails** by throwing `INVALID` when it is not, or another process uses it, or history is
  ///   kept in another store.
  static EmbeddedOfflineStore existingHistory(Config config) {
    Path history = config.data().resolve(HISTORY);
    if (config.offline() instanceof OfflineConfig.Embedded && !Files.exists(history)) {
      throw new PushException(
          FailureKind.INVALID,
          history.toAbsolutePath()
              + ": there is no such file, so no history; name the data directory with --data");
    }
    return history(config);
  }

  /// Opens the embedded offline store, which is created where it does not exist; blocks.
  ///
  /// - **Fails** by throwing `INVALID` when another process uses it, or history is kept in another
  ///   store.
  static EmbeddedOfflineStore history(Config config) {
    return switch (config.offline()) {
      case OfflineConfig.Embedded embedded -> history(config, embedded, BatchListener.NONE);
      case OfflineConfig.Parquet parquet ->
          throw new PushException(
              FailureKind.INVALID,
              "export and import work on the embedded offline store, but offline.type is parquet:"
                  + " the history is in the files of the batch sources already");
      case OfflineConfig.Postgres postgres ->
          throw new PushException(
              FailureKind.INVALID,
              "export and import work on the embedded offline store, but offline.type is postgres:"
                  + " the history is in tables on "
                  + postgres.server().host()
                  + ", which COPY moves");
    };
  }

  private static EmbeddedOfflineStore history(
      Config config, OfflineConfig.Embedded embedded, BatchListener listener) {
    return EmbeddedOfflineStore.open(config.data().resolve(HISTORY), embedded, listener);
  }
}
