package dev.penstock;

import dev.penstock.offline.embedded.EmbeddedOfflineStore;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Parameters;

/// Moves the history of one batch source in or out of the embedded offline store of a data
/// directory that nobody serves from.
abstract sealed class HistoryCommand implements Callable<Integer>
    permits ExportCommand, ImportCommand {
  private static final int HOURS = 24;

  final ConfigOptions options;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "Name of a batch source.")
  String source = "";

  HistoryCommand(ConfigOptions options) {
    this.options = options;
  }

  /// Has rows moved, then closes the store; returns their number.
  static long moved(
      EmbeddedOfflineStore store, Function<EmbeddedOfflineStore, Future<Long>> transfer)
      throws Exception {
    return transfer.apply(store).eventually(store::close).await(HOURS, TimeUnit.HOURS);
  }
}
