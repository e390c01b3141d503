package dev.penstock.offline;

import dev.penstock.model.ByteColumn;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// What was found for rows of entities, chunk by chunk in their order. Not for several callers at
/// once.
public interface PointInTimeScan {

  /// The next rows; empty after the last.
  ///
  /// - **Fails** as [History#pointInTime(PointInTimeRequest)] does.
  Future<Optional<Chunk>> next();

  /// Lets go of the store; to be called in any case.
  Future<Void> close();

  /// What was found for the next rows.
  ///
  /// @param rows how many, so many in each column
  /// @param views in the order of the request's joins
  record Chunk(int rows, List<Found> views) {
    public Chunk {
      views = List.copyOf(views);
    }
  }

  /// What was found of one view. Not to be changed once built.
  final class Found {
    /// The event time of a row that was not found.
    public static final long NOTHING = Long.MIN_VALUE;

    private final long[] eventTimes;
    private final List<ByteColumn> features;

    /// @param eventTimes of the rows that were found, in microseconds since the epoch, UTC;
    ///   [#NOTHING] where there was none
    /// @param features in the order of the join's features: encoded `feast.types.Value`, nothing
    ///   for null and where no row was found
    public Found(long[] eventTimes, List<ByteColumn> features) {
      this.eventTimes = eventTimes;
      this.features = List.copyOf(features);
    }

    public long eventTime(int row) {
      return eventTimes[row];
    }

    public List<ByteColumn> features() {
      return features;
    }
  }
}
