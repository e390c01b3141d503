package dev.penstock.offline;

import dev.penstock.model.BatchId;
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

  /// Appends all rows, or none; nothing when the batch source already has the batch of that id.
  ///
  /// - **Durable** when the future succeeds.
  /// - **Remembers** the id together with the rows, in the same transaction, for as long as the
  ///   store is set to: the same id appends once, however often, from wherever and at whatever time
  ///   it is submitted. A batch that has failed may come again under its id.
  /// - **Fails** with `UNAVAILABLE` or `TIMEOUT`, when nobody knows whether the rows are stored;
  ///   with `OVERLOADED` when too much waits already, `ROW_REFUSED` when the store does not take a
  ///   row, and the other kinds of stores: nothing was written then.
  ///
  /// @return the number of rows, all of which are stored now
  Future<Integer> append(BatchId id, OfflineRows rows);

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
