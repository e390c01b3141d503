package dev.penstock.bench;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueWriter;
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
import java.util.Random;
import java.util.stream.IntStream;

/// Rows of doubles for numbered entities, each later than those before.
final class RedisRows {
  static final int ENTITIES = 20_000;

  private final Random random = new Random(7);
  private final int entities;
  private long clock = 1_700_000_000_000_000L;

  RedisRows() {
    this(ENTITIES);
  }

  /// @param entities how many there are
  RedisRows(int entities) {
    this.entities = entities;
  }

  static FeatureView view(String name, int features) {
    return new FeatureView(
        name,
        FeatureView.Kind.FEATURE_VIEW,
        List.of("thing"),
        List.of(new Field("id", ValueType.INT64)),
        IntStream.range(0, features)
            .mapToObj(feature -> new Field("f" + feature, ValueType.DOUBLE))
            .toList(),
        Duration.ZERO,
        Optional.empty(),
        new BatchSource("batch", "ts", Optional.empty(), Map.of(), List.of()),
        true,
        Map.of());
  }

  static Definitions definitions(FeatureView... views) {
    return new Definitions("bench", List.of(), List.of(), List.of(), List.of(views), List.of());
  }

  /// Keys of entities in a row, from any one on.
  ByteColumn keys(int count) {
    return keys(count, random.nextInt(entities));
  }

  ByteColumn keys(int count, int first) {
    var numbers = new ByteColumn.Builder(count, count * 4L);
    for (int key = 0; key < count; key++) {
      ValueWriter.integer(numbers, ValueType.INT64, (first + key) % entities);
      numbers.endRow();
    }
    return EntityKeys.encode(List.of(new Field("id", ValueType.INT64)), List.of(numbers.build()));
  }

  OnlineRows rows(FeatureView view, ByteColumn keys) {
    long[] times = new long[keys.rows()];
    long[] created = new long[keys.rows()];
    Arrays.fill(times, clock++);
    Arrays.fill(created, OnlineRows.NO_CREATED_TIME);
    var columns = new ArrayList<ByteColumn>();
    for (int feature = 0; feature < view.features().size(); feature++) {
      var column = new ByteColumn.Builder(keys.rows(), keys.rows() * 9L);
      for (int row = 0; row < keys.rows(); row++) {
        ValueWriter.doubleNumber(column, ValueType.DOUBLE, feature + row);
        column.endRow();
      }
      columns.add(column.build());
    }
    return new OnlineRows(view, keys, times, created, columns);
  }
}
