package dev.penstock.plan;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.ToView;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rows of one push, converted: each (column, type) once, each set of join keys once, however
/// many views use them.
final class ConvertedRows {
  private static final String EVENT_TIMESTAMP = "event_timestamp";
  private static final String CREATED = "created";

  private final PushColumns columns;
  private final List<FeatureView> views;
  private final BatchSource source;
  private final int count;
  private final Faults faults = new Faults("body", "df");
  private final ColumnConverter converter;
  private final Map<Field, ByteColumn> converted = new HashMap<>();
  private final Map<List<Field>, ByteColumn> keys = new HashMap<>();
  private final long[] eventTimes;
  private final long[] createdTimes;

  ConvertedRows(
      PushRequest request, BatchSource source, List<FeatureView> views, PlanSettings settings) {
    this.columns =
        new PushColumns(request.rows(), source, request.target() instanceof ToView, views);
    this.views = views;
    this.source = source;
    this.count = request.rows().rows();
    var parser = new TimeParser(settings.clock());
    this.converter = new ColumnConverter(request.handling(), parser);
    var times = new TimeConverter(parser, settings.integerTimeUnit());
    var eventColumn = timeColumn(source.timestampField(), EVENT_TIMESTAMP);
    this.eventTimes = eventColumn == null ? new long[count] : times.eventTimes(eventColumn, faults);
    this.createdTimes = createdTimes(times);
  }

  int count() {
    return count;
  }

  Faults faults() {
    return faults;
  }

  long[] eventTimes() {
    return eventTimes;
  }

  long[] createdTimes() {
    return createdTimes;
  }

  /// Converts what a view needs online.
  void requireOnline(FeatureView view) {
    for (var feature : view.features()) {
      require(feature);
    }
    if (view.hasEntities()) {
      view.joinKeys().forEach(this::requireKey);
    }
  }

  /// Converts every column of the batch source; no other column may have been sent.
  void requireOffline() {
    source.columns().forEach(this::require);
    views.stream()
        .filter(FeatureView::hasEntities)
        .flatMap(view -> view.joinKeys().stream())
        .distinct()
        .forEach(this::requireKey);
    for (var extra : columns.unknown()) {
      faults.table(
          "extra_forbidden",
          extra,
          "batch source "
              + source.name()
              + " has no column "
              + extra
              + ", where its value could go");
    }
  }

  ByteColumn keys(FeatureView view) {
    return keys.computeIfAbsent(view.joinKeys(), joinKeys -> keys(view.hasEntities(), joinKeys));
  }

  OnlineRows online(FeatureView view, int[] rows) {
    return new OnlineRows(
        view,
        selected(keys(view), rows),
        selected(eventTimes, rows),
        selected(createdTimes, rows),
        view.features().stream().map(feature -> selected(column(feature), rows)).toList());
  }

  OfflineRows offline(BatchSource target, int[] rows) {
    return new OfflineRows(
        target,
        selected(eventTimes, rows),
        selected(createdTimes, rows),
        target.columns().stream().map(field -> selected(column(field), rows)).toList());
  }

  private ByteColumn column(Field field) {
    var column = converted.get(field);
    if (column == null) {
      throw new IllegalStateException(field + " was not converted");
    }
    return column;
  }

  private long[] createdTimes(TimeConverter times) {
    var name = source.createdTimestampColumn();
    var column = name.isPresent() ? timeColumn(name.get(), CREATED) : null;
    if (column != null) {
      return times.createdTimes(column, faults);
    }
    var none = new long[count];
    Arrays.fill(none, OnlineRows.NO_CREATED_TIME);
    return none;
  }

  private @Nullable RawColumn timeColumn(String name, String fallback) {
    var column = columns.time(name, fallback);
    if (column == null) {
      faults.table(
          "missing", name, "column " + name + " is required by batch source " + source.name());
    }
    return column;
  }

  private void require(Field field) {
    if (converted.containsKey(field)) {
      return;
    }
    var column = columns.find(field.name());
    if (column == null) {
      faults.table(
          "missing", field.name(), "column " + field.name() + " is required by " + users(field));
      converted.put(field, ByteColumn.repeated(new byte[0], count));
      return;
    }
    converted.put(
        field,
        converter.convert(
            column,
            field.type(),
            faults,
            () -> "expected " + field.type() + " for " + users(field)));
  }

  private void requireKey(Field key) {
    require(key);
    var values = column(key);
    var raw = columns.find(key.name());
    if (raw == null) {
      return;
    }
    for (int row = 0; row < count; row++) {
      if (values.isEmpty(row) && !faults.badRows().get(row)) {
        faults.row(raw, row, "join key " + key.name() + " must not be null");
      }
    }
  }

  private ByteColumn keys(boolean hasEntities, List<Field> joinKeys) {
    if (!hasEntities) {
      return EntityKeys.encode(joinKeys, List.of(dummy()));
    }
    // Rows whose key is bad are not written; anything that can be encoded stands in for them.
    var values = joinKeys.stream().map(key -> standIn(key, column(key))).toList();
    return EntityKeys.encode(joinKeys, values);
  }

  private ByteColumn dummy() {
    var empty = new ByteColumn.Builder(1, 2);
    ValueWriter.delimited(empty, ValueType.STRING, new byte[0], 0, 0);
    empty.endRow();
    return ByteColumn.repeated(empty.build().copyOf(0), count);
  }

  private ByteColumn standIn(Field key, ByteColumn values) {
    if (!faults.any()) {
      return values;
    }
    var filled = new ByteColumn.Builder(count, values.bytes().length + 2);
    for (int row = 0; row < count; row++) {
      if (!values.isEmpty(row)) {
        filled.put(values.bytes(), values.start(row), values.length(row));
      } else if (key.type() == ValueType.STRING || key.type() == ValueType.BYTES) {
        ValueWriter.delimited(filled, key.type(), new byte[0], 0, 0);
      } else {
        ValueWriter.integer(filled, key.type(), 0);
      }
      filled.endRow();
    }
    return filled.build();
  }

  private String users(Field field) {
    var names =
        views.stream()
            .filter(view -> view.features().contains(field) || view.joinKeys().contains(field))
            .map(FeatureView::name)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "batch source " + source.name() : "feature view " + names;
  }

  private ByteColumn selected(ByteColumn column, int[] rows) {
    return rows.length == count ? column : column.select(rows);
  }

  private long[] selected(long[] times, int[] rows) {
    return rows.length == count
        ? times
        : Arrays.stream(rows).mapToLong(row -> times[row]).toArray();
  }
}
