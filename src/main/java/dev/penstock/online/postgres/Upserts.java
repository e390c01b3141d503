package dev.penstock.online.postgres;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.ValueText;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Fence;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The upserts of the rows of a view: their text, and the parameters for some rows.
///
/// ```text
/// $1        keys                $4        values of the first feature
/// $2, $3    event, created      $5, ...   what else it has, then the next feature
/// last      the name and the number of a fence, where a lease has to be held
/// ```
final class Upserts {
  private final List<Field> features;
  private final List<FeatureCells> cells;
  private final UpsertSql sql;
  private final Map<Rule, String> texts = new ConcurrentHashMap<>();
  private final int keyVersion;

  private record Rule(Precedence precedence, boolean fenced) {}

  Upserts(
      FeastTable table, FeastTimes times, LeaseSql leases, int keyVersion, List<Field> features) {
    this.features = features;
    this.keyVersion = keyVersion;
    this.cells = FeatureCells.of(table, features);
    this.sql = new UpsertSql(table, times, leases, cells);
  }

  List<Field> features() {
    return features;
  }

  /// @param fenced whether a lease has to be held
  String text(Precedence precedence, boolean fenced) {
    return texts.computeIfAbsent(
        new Rule(precedence, fenced), rule -> sql.text(rule.precedence(), rule.fenced()));
  }

  /// The parameters for some entities.
  Tuple parameters(Arrivals arrivals, int[] entities, Optional<Fence> fence) {
    var parameters = Tuple.tuple();
    parameters.addValue(keys(arrivals, entities));
    var events = new @Nullable LocalDateTime[entities.length];
    var createds = new @Nullable LocalDateTime[entities.length];
    for (int i = 0; i < entities.length; i++) {
      OnlineRows rows = arrivals.rowsOf(entities[i]);
      int row = arrivals.row(entities[i]);
      events[i] = FeastTimes.local(rows.eventTime(row));
      createds[i] = FeastTimes.local(rows.createdTime(row));
    }
    parameters.addValue(events).addValue(createds);
    for (FeatureCells cell : cells) {
      add(parameters, cell, arrivals, entities);
    }
    fence.ifPresent(held -> parameters.addString(held.lease()).addLong(held.number()));
    return parameters;
  }

  private static void add(Tuple parameters, FeatureCells cell, Arrivals arrivals, int[] entities) {
    parameters.addValue(values(cell.number(), arrivals, entities));
    if (cell.hasText()) {
      var texts = new @Nullable String[entities.length];
      each(
          cell,
          arrivals,
          entities,
          (column, row, i) ->
              texts[i] =
                  kept(ValueText.text(column.bytes(), column.start(row), column.length(row))));
      parameters.addValue(texts);
    }
    if (cell.hasNumber()) {
      var numbers = new @Nullable Double[entities.length];
      each(
          cell,
          arrivals,
          entities,
          (column, row, i) ->
              numbers[i] = ValueText.number(column.bytes(), column.start(row), column.length(row)));
      parameters.addValue(numbers);
    }
    if (cell.hasVector()) {
      var vectors = new @Nullable String[entities.length];
      each(
          cell,
          arrivals,
          entities,
          (column, row, i) ->
              vectors[i] = ValueText.vector(column.bytes(), column.start(row), column.length(row)));
      parameters.addValue(vectors);
    }
  }

  /// PostgreSQL's texts hold no NUL; a value may, so only its text is left out.
  private static @Nullable String kept(@Nullable String text) {
    return text == null || text.indexOf('\0') >= 0 ? null : text;
  }

  private interface Visit {
    void visit(ByteColumn column, int row, int i);
  }

  private static void each(FeatureCells cell, Arrivals arrivals, int[] entities, Visit visit) {
    for (int i = 0; i < entities.length; i++) {
      OnlineRows rows = arrivals.rowsOf(entities[i]);
      visit.visit(rows.features().get(cell.number()), arrivals.row(entities[i]), i);
    }
  }

  private Buffer[] keys(Arrivals arrivals, int[] entities) {
    var keys = new Buffer[entities.length];
    for (int i = 0; i < entities.length; i++) {
      keys[i] = key(arrivals.rowsOf(entities[i]).keys(), arrivals.row(entities[i]), keyVersion);
    }
    return keys;
  }

  /// An entity key as it is stored.
  static Buffer key(ByteColumn keys, int row, int version) {
    byte[] key = keys.copyOf(row);
    return Buffer.buffer(version == 2 ? EntityKeys.version2(key) : key);
  }

  /// Slices of one buffer, so that a value is copied once and needs no array of its own.
  private static Buffer[] values(int feature, Arrivals arrivals, int[] entities) {
    int[] ends = new int[entities.length];
    var all = Buffer.buffer(16 * entities.length);
    for (int i = 0; i < entities.length; i++) {
      ByteColumn column = arrivals.rowsOf(entities[i]).features().get(feature);
      int row = arrivals.row(entities[i]);
      all.appendBytes(column.bytes(), column.start(row), column.length(row));
      ends[i] = all.length();
    }
    var values = new Buffer[entities.length];
    for (int i = 0; i < entities.length; i++) {
      values[i] = all.slice(i == 0 ? 0 : ends[i - 1], ends[i]);
    }
    return values;
  }
}
