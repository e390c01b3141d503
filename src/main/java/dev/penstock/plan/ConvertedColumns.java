package dev.penstock.plan;

import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
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

  ByteColumn values(RawColumn column, Field field, BatchSource source) {
    return values.computeIfAbsent(
        new Use(column, field.type()),
        use ->
            converter.convert(
                column,
                field.type(),
                faults,
                () -> "expected " + field.type() + " for " + users(field, source)));
  }

  /// Tells of rows where a join key, which has been converted, is null.
  void requireKey(RawColumn column, Field key, BatchSource source) {
    if (!keys.add(column)) {
      return;
    }
    for (int row = 0; row < column.rows(); row++) {
      if (isNull(column, row)) {
        faults.row(
            column,
            row,
            () -> "join key " + key.name() + " of " + users(key, source) + " must not be null");
      }
    }
  }

  long[] eventTimes(RawColumn column) {
    return eventTimes.computeIfAbsent(column, key -> times.eventTimes(key, faults));
  }

  long[] createdTimes(RawColumn column) {
    return createdTimes.computeIfAbsent(column, key -> times.createdTimes(key, faults));
  }

  /// Who uses a field, for a message.
  String users(Field field, BatchSource source) {
    var names =
        views.stream()
            .filter(view -> view.features().contains(field) || view.joinKeys().contains(field))
            .map(FeatureView::name)
            .toList();
    return switch (names.size()) {
      case 0 -> "batch source " + source.name();
      case 1 -> "feature view " + names.getFirst();
      default -> "feature views " + String.join(", ", names);
    };
  }

  /// What counts as null in a column of a key type, none of which is an array or object.
  private static boolean isNull(RawColumn column, int row) {
    Kind kind = column.kind(row);
    return switch (kind) {
      case NULL, ARRAY, OBJECT -> true;
      case REAL -> Double.isNaN(column.real(row));
      case FALSE, TRUE, INTEGER, BIG_INTEGER, TEXT -> false;
    };
  }
}
