package dev.penstock.offline;

import dev.penstock.model.Definitions;
import dev.penstock.model.OfflineRows;
import io.vertx.core.Future;
import java.nio.file.Path;

/// Keeps every row of every batch source. Every store passes `OfflineStoreContract`.
public interface OfflineStore {

  /// Finds out whether the store can be prepared for a snapshot of definitions; changes nothing.
  ///
  /// - **Fails** with `INVALID` when a stored column has another type than the definitions; the
  ///   message says which, and what to do.
  Future<Void> verify(Definitions definitions);

  /// Makes the store ready for a snapshot of definitions, which comes into use only when this has
  /// succeeded; until then the one before it stays in use, and perhaps after.
  ///
  /// - **Keeps** all rows; a column that a source gains is null in older rows, one that it loses
  ///   stays where it is.
  /// - **Fails** as [#verify(Definitions)] does; nothing has changed then.
  Future<Void> prepare(Definitions definitions);

  /// Appends all rows, or none.
  ///
  /// - **Durable** when the future succeeds.
  /// - **Fails** with `UNAVAILABLE`, or `OVERLOADED` when too much waits already (nothing was
  ///   written then).
  ///
  /// @return the number of rows appended
  Future<Integer> append(OfflineRows rows);

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

  /// Succeeds when the store can be written.
  Future<Void> check();

  /// Writes what was accepted, then lets go of every resource.
  Future<Void> close();
}
