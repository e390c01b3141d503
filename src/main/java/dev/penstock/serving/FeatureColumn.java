package dev.penstock.serving;

import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.model.ReadAnswer.Status;
import dev.penstock.model.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One feature of all rows, looked at where the store left it.
final class FeatureColumn implements Column {
  private static final byte[] NOTHING = {};

  private final String name;
  private final String view;
  private final int feature;
  private final List<@Nullable StoredRow> found;
  private final int[] positions;
  private final StatusRule statuses;

  /// @param feature position among the features that the store was asked for
  /// @param found one per distinct key
  /// @param positions for each row of the answer, where it is in `found`
  FeatureColumn(
      String name,
      String view,
      int feature,
      List<@Nullable StoredRow> found,
      int[] positions,
      StatusRule statuses) {
    this.name = name;
    this.view = view;
    this.feature = feature;
    this.found = found;
    this.positions = positions;
    this.statuses = statuses;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String view() {
    return view;
  }

  @Override
  public byte[] bytes(int row) {
    StoredRow stored = stored(row);
    return stored == null ? NOTHING : stored.bytes();
  }

  @Override
  public int start(int row) {
    StoredRow stored = stored(row);
    return stored != null && stored.has(feature) ? stored.start(feature) : 0;
  }

  @Override
  public int length(int row) {
    StoredRow stored = stored(row);
    return stored != null && stored.has(feature) ? stored.length(feature) : 0;
  }

  @Override
  public Status status(int row) {
    return statuses.status(stored(row), feature);
  }

  /// Of the row, also where it lacks the feature, as in Feast.
  @Override
  public long eventTime(int row) {
    StoredRow stored = stored(row);
    return stored == null ? 0 : stored.eventTime();
  }

  private @Nullable StoredRow stored(int row) {
    return found.get(positions[row]);
  }
}
