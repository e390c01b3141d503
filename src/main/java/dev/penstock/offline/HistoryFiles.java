package dev.penstock.offline;

import io.vertx.core.Future;
import java.nio.file.Path;

/// Moves history in and out as Parquet files: what a store offers whose rows no other tool can
/// reach.
public interface HistoryFiles {

  /// Writes the whole history of a batch source, with all columns that are stored, to a Parquet
  /// file that must not exist yet. Needs no preparation, so that what contradicts the definitions
  /// can be saved.
  ///
  /// - **Fails** with `INVALID` when there is no history of that name, or the file exists.
  ///
  /// @return the number of rows
  Future<Long> exportParquet(String batchSource, Path file);

  /// Appends all rows of a Parquet file, or of all `*.parquet` files of a directory; columns are
  /// found by name and converted where nothing is lost.
  ///
  /// - **Fails** with `INVALID` when a column is missing or does not fit; nothing was appended
  ///   then.
  ///
  /// @return the number of rows
  Future<Long> importParquet(String batchSource, Path file);
}
