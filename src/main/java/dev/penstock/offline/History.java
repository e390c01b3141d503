package dev.penstock.offline;

import io.vertx.core.Future;

/// Reads the history of batch sources: what was appended to them here, and what others have put
/// there. Every offline store has one, which passes `HistoryContract`.
///
/// Only what a source's store can be asked for in its own words is read: it filters, joins and
/// picks rows, and hands them over in chunks.
public interface History {

  /// Finds the newest row of each entity of a view in a window of event time.
  ///
  /// - **Newest** by event time, then created time (none is older than any), then later arrival, as
  ///   far as the store knows what arrived later.
  /// - **Order** by entity, the same for every scan of the store, so that one can go on where
  ///   another has ended.
  /// - **Snapshot** rows that are appended meanwhile are found or not.
  /// - **Fails** with `INVALID` when nobody can read the batch source, `SCHEMA_MISSING` when there
  ///   is no such table, file or column, `UNAVAILABLE` or `TIMEOUT`.
  Future<NewestScan> newest(NewestRequest request);

  /// Joins rows of entities with the newest row of each view at their times.
  ///
  /// - **Never from the future** the event time is at or before the entity row's.
  /// - **Within the ttl** and no older than the view's ttl allows, which is inclusive; a ttl of
  ///   zero is none.
  /// - **Newest** as in [#newest(NewestRequest)].
  /// - **Fails** likewise; with `UNREPRESENTABLE` when a value that was found is none of its
  ///   feature's type.
  Future<PointInTimeScan> pointInTime(PointInTimeRequest request);
}
