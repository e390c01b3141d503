package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.offline.HistoryContract;
import dev.penstock.offline.OfflineStore;
import dev.penstock.work.BatchListener;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// What holds for the history in a single file and in a directory.
abstract class ParquetHistoryContract extends HistoryContract {
  @TempDir Path directory;

  /// Where the rows of a source are.
  abstract Path path(String source);

  @Override
  protected OfflineStore open() {
    return ParquetOfflineStore.open(
        directory.resolve("spilled"), ParquetContract.CONFIG, BatchListener.NONE);
  }

  @Override
  protected dev.penstock.offline.History history(OfflineStore opened) {
    return ((ParquetOfflineStore) opened).history();
  }

  @Override
  protected BatchSource at(BatchSource source) {
    return InFiles.at(path(source.name()), source);
  }
}
