package dev.penstock.plan;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushPlan.OnlineTarget;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of one push as the views of one batch source have them: its names, its times. Keys are
/// encoded and merged once per set of join keys.
final class SourceRows {
  private final BatchSource source;
  private final PushColumns columns;
  private final ConvertedColumns converted;
  private final int count;
  private final long[] eventTimes;
  private final long[] createdTimes;
  private final Map<Field, ByteColumn> values = new HashMap<>();
  private final Map<List<Field>, Newest> newest = new HashMap<>();

  SourceRows(BatchSource source, PushColumns columns, ConvertedColumns converted, int count) {
    this.source = source;
    this.columns = columns;
    this.converted = converted;
    this.count = count;
    this.eventTimes = eventTimes();
    this.createdTimes = createdTimes();
  }

  BatchSource source() {
    return source;
  }

  /// Whether the batch source has a place for what was sent under a name.
  boolean hasPlaceFor(String column) {
    return columns.isKnown(column);
  }

  /// Converts what a view needs online.
  void requireOnline(FeatureView view) {
    view.features().forEach(this::require);
    requireKeys(view);
  }

  /// Converts every column of the batch source, and checks the keys of a view of it.
  void requireOffline(FeatureView view) {
    source.columns().forEach(this::require);
    requireKeys(view);
  }

  OnlineTarget online(FeatureView view, int[] kept) {
    var winners = newest.computeIfAbsent(view.joinKeys(), joinKeys -> newest(view, kept));
    var features = selected(view.features(), winners.rows);
    return new OnlineTarget(
        new OnlineRows(view, winners.keys, winners.eventTimes, winners.createdTimes, features),
        kept.length - winners.rows.length);
  }

  OfflineRows offline(int[] kept) {
    return new OfflineRows(
        source,
        Rows.select(eventTimes, kept),
        Rows.select(createdTimes, kept),
        selected(source.columns(), kept));
  }

  private Newest newest(FeatureView view, int[] kept) {
    var keys = keys(view, kept);
    var events = Rows.select(eventTimes, kept);
    var created = Rows.select(createdTimes, kept);
    int[] winners = NewestRows.among(keys, events, created);
    return new Newest(
        Rows.select(keys, winners),
        Rows.select(events, winners),
        Rows.select(created, winners),
        Rows.select(kept, winners));
  }

  private ByteColumn keys(FeatureView view, int[] kept) {
    var joinKeys =
        view.hasEntities() ? selected(view.joinKeys(), kept) : List.of(dummyKeys(kept.length));
    converted.size().add(EntityKeys.length(view.joinKeys(), joinKeys));
    return EntityKeys.encode(view.joinKeys(), joinKeys);
  }

  private static ByteColumn dummyKeys(int count) {
    var empty = new ByteColumn.Builder(1, 2);
    ValueWriter.delimited(empty, ValueType.STRING, new byte[0], 0, 0);
    empty.endRow();
    return empty.build().repeated(count);
  }

  private List<ByteColumn> selected(List<Field> fields, int[] rows) {
    return fields.stream().map(field -> selected(column(field), rows)).toList();
  }

  private ByteColumn selected(ByteColumn all, int[] rows) {
    var some = Rows.select(all, rows);
    if (some != all) {
      converted.size().add(some.size());
    }
    return some;
  }

  private ByteColumn column(Field field) {
    var column = values.get(field);
    if (column == null) {
      throw new IllegalStateException(field + " was not converted");
    }
    return column;
  }

  private long[] eventTimes() {
    var column = columns.eventTime();
    if (column == null) {
      missing(source.timestampField(), "batch source " + source.name());
      return new long[count];
    }
    return converted.eventTimes(column, source);
  }

  private long[] createdTimes() {
    var name = columns.createdTimeName();
    var column = name.map(columns::createdTime).orElse(null);
    if (column != null) {
      return converted.createdTimes(column, source);
    }
    name.ifPresent(required -> missing(required, "batch source " + source.name()));
    var none = new long[count];
    Arrays.fill(none, OnlineRows.NO_CREATED_TIME);
    return none;
  }

  private void require(Field field) {
    if (values.containsKey(field)) {
      return;
    }
    var column = columns.find(field.name());
    if (column == null) {
      missing(field.name(), converted.users(field, source));
      values.put(field, ByteColumn.repeated(new byte[0], count));
    } else {
      values.put(field, converted.values(column, field, source));
    }
  }

  private void requireKeys(FeatureView view) {
    if (!view.hasEntities()) {
      return;
    }
    for (var key : view.joinKeys()) {
      require(key);
      RawColumn column = columns.find(key.name());
      if (column != null) {
        converted.requireKey(column, key, source);
      }
    }
  }

  private void missing(String column, String user) {
    converted.faults().table("missing", column, "column " + column + " is required by " + user);
  }

  /// The winning rows of one set of join keys.
  private static final class Newest {
    final ByteColumn keys;
    final long[] eventTimes;
    final long[] createdTimes;
    final int[] rows;

    Newest(ByteColumn keys, long[] eventTimes, long[] createdTimes, int[] rows) {
      this.keys = keys;
      this.eventTimes = eventTimes;
      this.createdTimes = createdTimes;
      this.rows = rows;
    }
  }
}
