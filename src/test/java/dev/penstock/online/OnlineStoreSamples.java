package dev.penstock.online;

import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Views and rows for tests of online stores. Keys and values are bytes that no store looks into.
public final class OnlineStoreSamples {
  public static final FeatureView VIEW = view("view", "f0", "f1");

  private OnlineStoreSamples() {}

  public static FeatureView view(String name, String... features) {
    return view(name, ValueType.STRING, ValueType.INT64, features);
  }

  public static FeatureView view(String name, ValueType key, ValueType type, String... features) {
    return new FeatureView(
        name,
        FeatureView.Kind.FEATURE_VIEW,
        List.of("entity"),
        List.of(new Field("id", key)),
        Arrays.stream(features).map(feature -> new Field(feature, type)).toList(),
        Duration.ZERO,
        Optional.empty(),
        new BatchSource("batch", "ts", Optional.empty(), Map.of(), List.of()),
        true,
        Map.of());
  }

  public static Definitions definitions(FeatureView... views) {
    return new Definitions("shop", List.of(), List.of(), List.of(), List.of(views), List.of());
  }

  public static ByteColumn keys(String... keys) {
    var builder = new ByteColumn.Builder(keys.length, 16);
    Arrays.stream(keys).forEach(builder::add);
    return builder.build();
  }

  /// One row.
  public static OnlineRows row(
      FeatureView view, String key, long event, long created, byte[]... values) {
    var features = new ArrayList<ByteColumn>();
    for (byte[] value : values) {
      features.add(ByteColumn.repeated(value, 1));
    }
    return new OnlineRows(view, keys(key), new long[] {event}, new long[] {created}, features);
  }

  /// Rows of equal times whose every value is the same.
  public static OnlineRows rows(
      FeatureView view, ByteColumn keys, long event, long created, byte[] value) {
    long[] events = new long[keys.rows()];
    long[] createds = new long[keys.rows()];
    Arrays.fill(events, event);
    Arrays.fill(createds, created);
    var column = ByteColumn.repeated(value, keys.rows());
    return new OnlineRows(
        view, keys, events, createds, view.features().stream().map(feature -> column).toList());
  }
}
