package dev.penstock.offline.parquet;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.rows;
import static dev.penstock.offline.OfflineStoreSamples.source;

import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.RecordRange;
import dev.penstock.model.ValueType;
import dev.penstock.work.BatchListener;
import java.nio.file.Path;

/// Appends rows to a path until it is killed, and says which are stored.
///
/// ```text
/// java … AppendingProcess PATH FIRST-ID [STREAM]
/// ```
///
/// With a stream, ids are offsets in it, and each comes again with the next one.
final class AppendingProcess {
  private AppendingProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    BatchSource source = InFiles.at(path, source("events", field("id", ValueType.INT64)));
    var store =
        ParquetOfflineStore.open(
            path.resolveSibling("spilled"), ParquetContract.CONFIG, BatchListener.NONE);
    store.prepare(definitions(source)).toCompletionStage().toCompletableFuture().get();
    for (long id = Long.parseLong(arguments[1]); ; id++) {
      var appended =
          arguments.length == 2
              ? store.append(new BatchId("batch-" + id), row(source, id, longs(id)))
              : store.append(
                  new RecordRange(arguments[2], new long[] {id - 1, id}, id + 1),
                  rows(source, new long[] {id - 1, id}, longs(id - 1, id)));
      appended.toCompletionStage().toCompletableFuture().get();
      System.out.println(id);
    }
  }
}
