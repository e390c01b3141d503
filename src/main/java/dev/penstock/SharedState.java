package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.OnlineConfig;
import dev.penstock.lease.Leases;
import dev.penstock.lease.LocalLeases;
import dev.penstock.lease.postgres.SharedTables;
import dev.penstock.lease.redis.SharedHashes;
import dev.penstock.materialize.FileProgress;
import dev.penstock.registry.Progress;
import dev.penstock.registry.ProgressInTwoPlaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What the processes of a project know of each other's runs: in the online store where several can
/// share that, otherwise in the data directory, which one process has to itself.
record SharedState(Leases leases, Progress progress, Supplier<Future<Void>> closing) {
  private static final Path SCHEDULES = Path.of("schedules.json");
  private static final Path PROGRESS = Path.of("materialized.json");

  /// - **Fails** with `INVALID` for files that hold something else, and as the store does.
  static Future<SharedState> open(Vertx vertx, Config config, String project) {
    return switch (config.online()) {
      case OnlineConfig.Redis redis -> {
        var hashes = new SharedHashes(vertx, redis);
        yield Future.succeededFuture(
            new SharedState(hashes.leases(project), hashes.progress(project), hashes::close));
      }
      case OnlineConfig.Postgres postgres -> {
        var tables = new SharedTables(vertx, postgres.server());
        yield tables
            .prepare()
            .map(ready ->
                new SharedState(tables.leases(project), tables.progress(project), tables::close))
            .recover(cause -> tables.close().transform(closed -> Future.failedFuture(cause)));
      }
      case OnlineConfig.Embedded _, OnlineConfig.Sqlite _ -> local(vertx, config.data());
    };
  }

  /// The same, with windows recorded in a registry as well.
  SharedState recordingIn(Progress registry) {
    return new SharedState(leases, new ProgressInTwoPlaces(progress, registry), closing);
  }

  Future<Void> close() {
    return closing.get();
  }

  private static Future<SharedState> local(Vertx vertx, Path data) {
    return FileProgress.open(vertx, data.resolve(PROGRESS))
        .compose(progress ->
            LocalLeases.open(vertx, data.resolve(SCHEDULES), InstantSource.system())
                .map(leases -> new SharedState(leases, progress, Future::succeededFuture)));
  }
}
