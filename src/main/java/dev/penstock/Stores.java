package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.OfflineConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.embedded.EmbeddedOfflineConfig;
import dev.penstock.offline.embedded.EmbeddedOfflineStore;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.embedded.EmbeddedOnlineConfig;
import dev.penstock.online.embedded.EmbeddedOnlineStore;
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
  private static final int MOST_WAITING_ROWS = 1_000_000;

  /// Opens both.
  ///
  /// - **Fails** with `INVALID` when another process uses the data directory; none is open then.
  static Future<Stores> open(Vertx vertx, Config config) {
    return vertx
        .executeBlocking(() -> online(config))
        .map(Objects::requireNonNull)
        .compose(online ->
            vertx
                .executeBlocking(() -> offline(config))
                .map(offline -> new Stores(online, Objects.requireNonNull(offline)))
                .recover(cause -> online.close().transform(closed -> Future.failedFuture(cause))));
  }

  Future<Void> close() {
    return Future.join(online.close(), offline.close()).mapEmpty();
  }

  private static OnlineStore online(Config config) {
    return switch (config.online()) {
      case OnlineConfig.Embedded() ->
          EmbeddedOnlineStore.open(
              config.data().resolve(ONLINE),
              new EmbeddedOnlineConfig(1, MOST_WAITING_ROWS, 128L << 20, 64L << 20, 512));
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
    return switch (config.offline()) {
      case OfflineConfig.Embedded() ->
          EmbeddedOfflineStore.open(
              config.data().resolve(HISTORY),
              new EmbeddedOfflineConfig(MOST_WAITING_ROWS, 256L << 20, 2));
    };
  }
}
