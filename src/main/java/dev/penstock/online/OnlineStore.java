package dev.penstock.online;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.model.StoredRow;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the newest row of each entity of each view. Every store passes `OnlineStoreContract`.
public interface OnlineStore {

  /// Finds out whether the store can be prepared for a snapshot of definitions; changes nothing.
  ///
  /// - **Fails** with `INVALID` when stored rows contradict the definitions (a feature or join key
  ///   of another type); the message says which, and what to do.
  Future<Void> verify(Definitions definitions);

  /// Makes the store ready for a snapshot of definitions, which comes into use only when this has
  /// succeeded; until then the one before it stays in use, and perhaps after.
  ///
  /// - **Keeps** the rows of a view that gains or loses a feature.
  /// - **Fails** as [#verify(Definitions)] does; nothing has changed then.
  Future<Void> prepare(Definitions definitions);

  /// Writes rows, keeping for each entity the greatest by event time, then created time.
  ///
  /// - **Shape** any number of rows of one view, each key once.
  /// - **Ties** are decided by the precedence.
  /// - **Atomic** per row: the comparison and the write are one step, whoever else writes.
  /// - **Durable** when the future succeeds.
  /// - **Fails** with `UNAVAILABLE`, or `OVERLOADED` when too much waits already (nothing was
  ///   written then). Otherwise any subset of the rows may be stored; the caller repeats them all.
  /// - **Source** promise 2 of the design.
  Future<Written> upsert(OnlineRows rows, Precedence precedence);

  /// The same for a process that has to hold a lease: a store that keeps leases looks at it in the
  /// step that writes, so that a process that was stopped meanwhile writes nothing when it wakes
  /// up. A store of one process has nothing to look at.
  ///
  /// - **Fails** with `LEASE_LOST` as well; nothing was written since the lease was lost.
  default Future<Written> upsert(OnlineRows rows, Precedence precedence, Fence fence) {
    return upsert(rows, precedence);
  }

  /// Reads the newest rows, as of some moment after the call.
  ///
  /// @return for each lookup, for each key, the row, or null where there is none
  Future<List<List<@Nullable StoredRow>>> read(List<Lookup> lookups);

  /// What is stored of views that are not defined (any more), in the store's own words, sorted.
  /// Nothing is deleted unless somebody does; this says what there is to delete.
  ///
  /// - **Bound** a store that has no list of its views looks at some rows only.
  Future<List<String>> undefined(Definitions definitions);

  /// Succeeds when the store can be written and read.
  Future<Void> check();

  /// Writes and reads what was accepted, then lets go of every resource.
  Future<Void> close();

  /// How many rows were taken.
  ///
  /// @param stale rows that lost against what was stored
  record Written(int written, int stale) {}

  /// Some features of some entities of one view.
  ///
  /// @param features names of features of the view
  /// @param keys entity key bytes
  record Lookup(FeatureView view, List<String> features, ByteColumn keys) {
    public Lookup {
      features = List.copyOf(features);
    }
  }
}
