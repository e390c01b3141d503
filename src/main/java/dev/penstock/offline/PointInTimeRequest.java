package dev.penstock.offline;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import java.util.List;

/// Rows of entities, each with a time, and what is wanted for them. Not to be changed once built.
public final class PointInTimeRequest {
  private final long[] eventTimes;
  private final List<Join> joins;
  private final int chunkRows;

  /// @param eventTimes one per row, in microseconds since the epoch, UTC
  /// @param joins what is wanted, of as many views
  /// @param chunkRows most rows of a chunk of the answer
  public PointInTimeRequest(long[] eventTimes, List<Join> joins, int chunkRows) {
    this.eventTimes = eventTimes;
    this.joins = List.copyOf(joins);
    this.chunkRows = chunkRows;
  }

  public int rows() {
    return eventTimes.length;
  }

  public long eventTime(int row) {
    return eventTimes[row];
  }

  public List<Join> joins() {
    return joins;
  }

  public int chunkRows() {
    return chunkRows;
  }

  /// Some features of a view.
  ///
  /// @param features names of features of the view
  /// @param keys for each join key of the view, in their order, a value for each row of the
  ///   request, as encoded `feast.types.Value` of the key's type; nothing for null, which finds
  ///   nothing. Empty for a view without entities
  public record Join(FeatureView view, List<String> features, List<ByteColumn> keys) {
    public Join {
      features = List.copyOf(features);
      keys = List.copyOf(keys);
    }
  }
}
