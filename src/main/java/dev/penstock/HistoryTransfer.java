package dev.penstock;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.HistoryFiles;
import dev.penstock.registry.DefinitionsFile;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Moves history in or out of the embedded offline store of a data directory that nobody serves
/// from.
final class HistoryTransfer {
  private static final int HOURS = 24;

  private HistoryTransfer() {}

  /// Opens the store, prepares it, has rows moved and closes it; returns their number.
  ///
  /// - **Fails** with `INVALID` when history is kept in another store.
  static long run(ConfigOptions options, Function<HistoryFiles, Future<Long>> transfer)
      throws Exception {
    var config = options.read();
    var definitions = DefinitionsFile.read(config.definitions());
    var store =
        switch (config.offline()) {
          case OfflineConfig.Embedded embedded -> Stores.history(config, embedded);
          case OfflineConfig.Postgres postgres ->
              throw new PushException(
                  FailureKind.INVALID,
                  "export and import work on the embedded offline store, but offline.type is"
                      + " postgres here: the history is in tables of "
                      + postgres.server().host()
                      + ", where COPY moves it");
        };
    return store
        .prepare(definitions)
        .compose(ready -> transfer.apply(store))
        .eventually(store::close)
        .await(HOURS, TimeUnit.HOURS);
  }
}
