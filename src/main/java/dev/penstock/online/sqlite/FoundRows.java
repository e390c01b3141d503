package dev.penstock.online.sqlite;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.StoredRow;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts together what was found of some entities of one view.
///
/// A row is what was written last, as a whole. A feature that is older than another one of its row
/// was not part of that, because its writer knew of fewer features: it counts as absent.
final class FoundRows {
  private static final RowVersion NO_TIMES =
      new RowVersion(OnlineRows.NO_CREATED_TIME, OnlineRows.NO_CREATED_TIME);

  private final ViewSql sql;
  private final Map<ByteBuffer, Found> byKey = new HashMap<>();

  /// An entity, its features numbered as in the view.
  private static final class Found {
    private final byte[] @Nullable [] values;
    private final @Nullable RowVersion[] versions;
    private @Nullable RowVersion newest;
    private RowVersion kept = NO_TIMES;

    Found(int features) {
      values = new byte[features] @Nullable [];
      versions = new @Nullable RowVersion[features];
    }
  }

  FoundRows(ViewSql sql) {
    this.sql = sql;
  }

  /// Adds a feature of an entity, which [ViewSql#rows(int)] gives.
  void addFeature(ResultSet row) throws SQLException {
    Integer number = sql.numbers().get(row.getString(2));
    if (number == null) {
      return;
    }
    var found =
        byKey.computeIfAbsent(
            ByteBuffer.wrap(row.getBytes(1)), key -> new Found(sql.features().size()));
    byte[] value = row.getBytes(3);
    var version = sql.times().readSeconds(row, 4);
    found.values[number] = value == null ? new byte[0] : value;
    found.versions[number] = version;
    if (found.newest == null || version.compareTo(found.newest) > 0) {
      found.newest = version;
    }
  }

  /// Adds the exact times of an entity, which [ViewSql#times(int)] gives.
  void addTimes(ResultSet row) throws SQLException {
    var found = byKey.get(ByteBuffer.wrap(row.getBytes(1)));
    if (found != null) {
      found.kept = StoredTimes.readMicros(row, 2);
    }
  }

  /// The row of a key, or null.
  ///
  /// @param features asked for; some may be asked for twice
  @Nullable StoredRow row(byte[] key, List<String> features) {
    var found = byKey.get(ByteBuffer.wrap(key));
    RowVersion newest = found == null ? null : found.newest;
    if (found == null || newest == null) {
      return null;
    }
    int[] starts = new int[features.size()];
    int[] lengths = new int[features.size()];
    Arrays.fill(starts, -1);
    var bytes = new byte[length(found, features)];
    int end = 0;
    for (int feature = 0; feature < starts.length; feature++) {
      byte[] value = value(found, newest, features.get(feature));
      if (value != null) {
        System.arraycopy(value, 0, bytes, end, value.length);
        starts[feature] = end;
        lengths[feature] = value.length;
        end += value.length;
      }
    }
    long event = sql.times().exact(newest, found.kept).eventTime();
    // A row of unknown age is as old as can be.
    return new StoredRow(event == OnlineRows.NO_CREATED_TIME ? 0 : event, bytes, starts, lengths);
  }

  private int length(Found found, List<String> features) {
    int length = 0;
    for (String feature : features) {
      Integer number = sql.numbers().get(feature);
      byte[] value = number == null ? null : found.values[number];
      length += value == null ? 0 : value.length;
    }
    return length;
  }

  private byte @Nullable [] value(Found found, RowVersion newest, String feature) {
    Integer number = sql.numbers().get(feature);
    return number != null && newest.equals(found.versions[number]) ? found.values[number] : null;
  }
}
