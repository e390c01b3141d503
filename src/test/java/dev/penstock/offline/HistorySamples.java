package dev.penstock.offline;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// Views, rows and what is found of them, for tests of histories.
public final class HistorySamples {
  private HistorySamples() {}

  /// A row as the tests think of it: plain, and comparable.
  ///
  /// @param values encoded, as hex, in the order of the source's columns; empty for null
  public record Row(long eventTime, long createdTime, List<String> values) {
    public Row {
      values = List.copyOf(values);
    }
  }

  /// One row of what a scan finds.
  ///
  /// @param key the entity key, as hex
  /// @param features encoded, as hex
  public record Found(String key, long eventTime, long createdTime, List<String> features) {
    public Found {
      features = List.copyOf(features);
    }
  }

  /// A view whose join keys are the first columns of a source, and whose features are the others.
  public static FeatureView view(BatchSource source, int keys, Duration ttl) {
    return view(
        source,
        source.columns().subList(0, keys),
        source.columns().subList(keys, source.columns().size()),
        ttl);
  }

  public static FeatureView view(
      BatchSource source, List<Field> keys, List<Field> features, Duration ttl) {
    return new FeatureView(
        "view_of_" + source.name(),
        FeatureView.Kind.FEATURE_VIEW,
        keys.stream().map(key -> key.name() + "_entity").toList(),
        keys.isEmpty() ? List.of(FeatureView.DUMMY_KEY) : keys,
        features,
        ttl,
        Optional.empty(),
        source,
        true,
        Map.of());
  }

  public static OfflineRows rows(BatchSource source, List<Row> rows) {
    var columns = new ArrayList<ByteColumn>();
    for (int column = 0; column < source.columns().size(); column++) {
      int at = column;
      columns.add(column(rows.stream().map(row -> row.values().get(at)).toList()));
    }
    return new OfflineRows(
        source,
        rows.stream().mapToLong(Row::eventTime).toArray(),
        rows.stream().mapToLong(Row::createdTime).toArray(),
        columns);
  }

  public static ByteColumn column(List<String> hexes) {
    var out = new ByteColumn.Builder(hexes.size(), 16);
    for (String hex : hexes) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      out.add(bytes, 0, bytes.length);
    }
    return out.build();
  }

  public static List<String> hexes(ByteColumn column) {
    return LongStream.range(0, column.rows()).mapToObj(row -> hex(column, (int) row)).toList();
  }

  public static String hex(ByteColumn column, int row) {
    return HexFormat.of().formatHex(column.copyOf(row));
  }

  /// The entity key of values in the order of a view's join keys.
  public static String key(FeatureView view, List<String> values) {
    var columns = values.stream().map(value -> column(List.of(value))).toList();
    return hex(EntityKeys.encode(view.joinKeys(), columns), 0);
  }

  public static List<Found> found(OnlineRows rows) {
    var found = new ArrayList<Found>();
    for (int row = 0; row < rows.rows(); row++) {
      int at = row;
      found.add(
          new Found(
              hex(rows.keys(), row),
              rows.eventTime(row),
              rows.createdTime(row),
              rows.features().stream().map(feature -> hex(feature, at)).toList()));
    }
    return found;
  }
}
