package dev.penstock.plan;

import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The columns of one push, converted: each (column, type) once, however many views and batch
/// sources use it, so that a fault is told once as well.
final class ConvertedColumns {
  private record Use(RawColumn column, ValueType type) {}

  private final List<FeatureView> views;
  private final Faults faults;
  private final ColumnConverter converter;
  private final TimeConverter times;
  private final Map<Use, ByteColumn> values = new HashMap<>();
  private final PushSize size = new PushSize();
  private final Set<RawColumn> keys = new HashSet<>();
  private final Map<RawColumn, long[]> eventTimes = new HashMap<>();
  private final Map<RawColumn, long[]> createdTimes = new HashMap<>();

  /// @param views who is named where a value does not fit
  ConvertedColumns(
      List<FeatureView> views, Faults faults, ColumnConverter converter, TimeConverter times) {
    this.views = views;
    this.faults = faults;
    this.converter = converter;
    this.times = times;
  }

  Faults faults() {
    return faults;
  }

  /// What the push comes to so far.
  PushSize size() {
    return size;
  }

  ByteColumn values(RawColumn column, Field field, BatchSource source) {
    return values.computeIfAbsent(
        new Use(column, field.type()), use -> convert(column, field, source));
  }

  private ByteColumn convert(RawColumn column, Field field, BatchSource source) {
    var converted =
        converter.convert(
            column,
            field.type(),
            faults,
            () -> "expected " + field.type() + " for " + users(field, source));
    size.add(converted.totalLength());
    return converted;
  }

  /// Tells of rows where a join key, which has been converted, names no entity.
  void requireKey(RawColumn column, Field key, BatchSource source) {
    if (keys.add(column)) {
      var _ =
          EntityRows.check(
              column, faults, () -> "join key " + key.name() + " of " + users(key, source));
    }
  }

  long[] eventTimes(RawColumn column, BatchSource source) {
    return eventTimes.computeIfAbsent(
        column, key -> times.eventTimes(key, faults, () -> users(source)));
  }

  long[] createdTimes(RawColumn column, BatchSource source) {
    return createdTimes.computeIfAbsent(
        column, key -> times.createdTimes(key, faults, () -> users(source)));
  }

  /// Who takes times from a batch source, for a message.
  private String users(BatchSource source) {
    var names =
        views.stream()
            .filter(view -> view.batchSource().equals(source))
            .map(FeatureView::name)
            .toList();
    return named(names) + " of batch source " + source.name();
  }

  /// Who uses a field, for a message.
  String users(Field field, BatchSource source) {
    var names =
        views.stream()
            .filter(view -> view.features().contains(field) || view.joinKeys().contains(field))
            .map(FeatureView::name)
            .toList();
    return names.isEmpty() ? "batch source " + source.name() : named(names);
  }

  private static String named(List<String> views) {
    return (views.size() == 1 ? "feature view " : "feature views ") + String.join(", ", views);
  }
}
