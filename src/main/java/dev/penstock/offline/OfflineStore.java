package dev.penstock.offline;

import dev.penstock.model.AppendId;
import dev.penstock.model.Definitions;
import dev.penstock.model.OfflineRows;
import io.vertx.core.Future;
import java.util.List;

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

  /// Appends rows, in one transaction with what is remembered of their id.
  ///
  /// - **A batch** ([dev.penstock.model.BatchId]) is appended as a whole or not at all, and not
  ///   when the batch source has one of that id already. That is remembered for as long as the
  ///   store is set to.
  /// - **A range** ([dev.penstock.model.RecordRange]) has one offset per row. Only rows of records
  ///   at or behind the end of the stream's last range that the batch source has are appended; then
  ///   the end is this one's, also when no row was. Ranges of a stream come in order, each once the
  ///   one before it was acknowledged, or again, perhaps cut differently. Where a stream is is
  ///   never forgotten.
  ///
  /// - **Durable** when the future succeeds.
  /// - **Repeated** as often, from wherever and at whatever time it may be, nothing is there twice.
  ///   What has failed may come again under its id.
  /// - **Fails** with `UNAVAILABLE` or `TIMEOUT`, when nobody knows whether the rows are stored;
  ///   with `OVERLOADED` when too much waits already, `ROW_REFUSED` when the store does not take a
  ///   row, and the other kinds of stores: nothing was written then.
  ///
  /// @return the number of rows, all of which are stored now
  Future<Integer> append(AppendId id, OfflineRows rows);

  /// Why appends to some batch sources would be refused, where that stops nothing else; changes
  /// nothing. A store that refuses the definitions as a whole, in [#verify(Definitions)], has none.
  default Future<List<String>> unfit(Definitions definitions) {
    return Future.succeededFuture(List.of());
  }

  /// What reads the rows, as long as the store is open.
  default History history() {
    return new NoHistory();
  }

  /// What is stored of batch sources that are not defined (any more), in the store's own words,
  /// sorted; empty where tables of others cannot be told from those.
  Future<List<String>> undefined(Definitions definitions);

  /// Succeeds when the store can be written.
  Future<Void> check();

  /// Writes what was accepted, then lets go of every resource.
  Future<Void> close();
}
