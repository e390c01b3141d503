package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.offline.HistoryContract;
import dev.penstock.offline.OfflineStore;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.work.BatchListener;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// What holds for the history in a single file and in a directory.
abstract class ParquetHistoryContract extends HistoryContract {
  @TempDir Path directory;

  /// Where the rows of a source are.
  abstract Path path(String source);

  /// A file that other programs may make there.
  abstract Path file(String source) throws IOException;

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

  @Override
  protected void writeAsOthers(BatchSource source, String rows) throws Exception {
    StoredFiles.run("COPY (" + rows + ") TO " + Sql.text(file(source.name())));
  }
}
