package dev.penstock;

import dev.penstock.offline.OfflineStore;
import dev.penstock.registry.DefinitionsFile;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Moves history in or out of a data directory that nobody serves from.
final class HistoryTransfer {
  private static final int HOURS = 24;

  private HistoryTransfer() {}

  /// Opens the offline store, prepares it, has rows moved and closes it; returns their number.
  static long run(ConfigOptions options, Function<OfflineStore, Future<Long>> transfer)
      throws Exception {
    var config = options.read();
    var definitions = DefinitionsFile.read(config.definitions());
    var store = Stores.offline(config, (pushes, bytes, took) -> {});
    return store
        .prepare(definitions)
        .compose(ready -> transfer.apply(store))
        .eventually(store::close)
        .await(HOURS, TimeUnit.HOURS);
  }
}
