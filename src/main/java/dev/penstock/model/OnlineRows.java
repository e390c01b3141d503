package dev.penstock.model;

import java.util.List;

/// Rows of one view as every online store keeps them: Feast's bytes. Not to be changed once built.
///
/// - **keys** entity key bytes (contract 3.2, version 3, without project); no key occurs twice
/// - **eventTimes** microseconds since the epoch, UTC
/// - **createdTimes** likewise, or [#NO_CREATED_TIME] where the row has none, which orders it
///   before every row that has one
/// - **features** one column per feature of the view, in declared order; each row holds one encoded
///   `feast.types.Value`, no bytes at all for null
public final class OnlineRows {
  /// Stands for an absent created time; smaller than every other time.
  public static final long NO_CREATED_TIME = Long.MIN_VALUE;

  private final FeatureView view;
  private final ByteColumn keys;
  private final long[] eventTimes;
  private final long[] createdTimes;
  private final List<ByteColumn> features;

  public OnlineRows(
      FeatureView view,
      ByteColumn keys,
      long[] eventTimes,
      long[] createdTimes,
      List<ByteColumn> features) {
    this.view = view;
    this.keys = keys;
    this.eventTimes = eventTimes;
    this.createdTimes = createdTimes;
    this.features = List.copyOf(features);
  }

  public FeatureView view() {
    return view;
  }

  public int rows() {
    return keys.rows();
  }

  public ByteColumn keys() {
    return keys;
  }

  public long eventTime(int row) {
    return eventTimes[row];
  }

  public long createdTime(int row) {
    return createdTimes[row];
  }

  public List<ByteColumn> features() {
    return features;
  }

  /// Number of bytes of memory that the rows hold. What several batches share counts in each.
  public long bytes() {
    long times = (long) (eventTimes.length + createdTimes.length) * Long.BYTES;
    return times + keys.size() + features.stream().mapToLong(ByteColumn::size).sum();
  }
}
