package dev.penstock.offline.postgres;

import dev.penstock.model.ByteColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The two statements that join rows of entities with the history of a view. Both take the same
/// parameters, arrays as [Literal]s: the keys, the times, the oldest times that count. Both answer
/// with one column, for each row of entities in their order: a [SentRecord] of event time and
/// features, or null.
final class PointInTimeSql {
  private final ViewColumns columns;

  PointInTimeSql(ViewColumns columns) {
    this.columns = columns;
  }

  int sentColumns() {
    return 1 + columns.features().size();
  }

  /// Looks each row up; quick where an index leads to an entity's rows.
  String byLookup() {
    return """
    SELECT CASE WHEN h.c0 IS NOT NULL THEN record_send(ROW(%s)) END
    FROM (SELECT * FROM %s ORDER BY n) AS e LEFT JOIN LATERAL (
      %s) AS h ON true
    ORDER BY e.n
    """
        .formatted(
            sent(at -> "h.c" + at), entities(), newest(key -> "e.k" + key, "e.upto", "e.since"));
  }

  /// Sorts the history and the rows together, so that each row comes behind the row of the history
  /// that it is to find; counting those numbers both. Nothing is joined, so that it does not matter
  /// how many rows an entity has, nor how many the planner believes there are.
  String bySorting(long since, long upto) {
    String keys = keys(at -> "k" + at);
    return """
    WITH e AS MATERIALIZED (SELECT * FROM %1$s),
    both_kinds AS (
      SELECT %2$s, NULL::bigint AS n, NULL::%3$s AS since, %4$s AS at, ROW(%5$s)::record AS found%6$s
      FROM %7$s AS q WHERE %8$s
      UNION ALL
      SELECT %9$s, n, since, upto, NULL::record%10$s FROM e),
    numbered AS (
      SELECT *, count(*) FILTER (WHERE n IS NULL) OVER (%11$s
        ORDER BY at, n IS NOT NULL%12$s ROWS UNBOUNDED PRECEDING) AS number
      FROM both_kinds),
    matched AS (
      SELECT n, since, first_value(n) OVER w AS nothing, first_value(at) OVER w AS at,
        first_value(found) OVER w AS found
      FROM numbered WINDOW w AS (PARTITION BY %13$s ORDER BY n NULLS FIRST))
    SELECT CASE WHEN nothing IS NULL AND at >= since THEN record_send(found) END
    FROM matched WHERE n IS NOT NULL ORDER BY n
    """
        .formatted(
            entities(),
            keys.isEmpty() ? "0" : named(),
            columns.eventTime().comparable(),
            columns.eventTime().sql(),
            sent(this::column),
            tieBreakers(),
            columns.relation(),
            candidates(keys, since, upto),
            keys.isEmpty() ? "0" : collated(),
            columns.createdTime().map(created -> ", NULL").orElse("")
                + (columns.ordered() ? ", NULL" : ""),
            keys.isEmpty() ? "" : "PARTITION BY " + keys,
            columns.createdTime().map(created -> ", created NULLS FIRST").orElse("")
                + (columns.ordered() ? ", place" : ""),
            keys.isEmpty() ? "number" : keys + ", number");
  }

  /// What may be found at all.
  private String candidates(String keys, long since, long upto) {
    var time = columns.eventTime();
    String inTime = between(time.literal(since), time.literal(upto));
    return keys.isEmpty()
        ? inTime
        : inTime + " AND (%s) IN (SELECT %s FROM e)".formatted(forms(), keys);
  }

  /// What one lookup costs, for a row of entities.
  String explainLookup(List<ByteColumn> keys, int row, long since, long upto) {
    var time = columns.eventTime();
    return "EXPLAIN "
        + newest(
            key -> constant(columns.keys().get(key), keys.get(key), row),
            time.literal(upto),
            time.literal(since));
  }

  /// What it costs to sort the history.
  String explainSorting(long since, long upto) {
    var time = columns.eventTime();
    String order = columns.keys().isEmpty() ? time.sql() : forms() + ", " + time.sql();
    return "EXPLAIN SELECT %1$s FROM %2$s AS q WHERE %3$s ORDER BY %1$s"
        .formatted(order, columns.relation(), between(time.literal(since), time.literal(upto)));
  }

  private String newest(Function<Integer, String> key, String upto, String since) {
    var where = new ArrayList<String>();
    for (int at = 0; at < columns.keys().size(); at++) {
      where.add(columns.keys().get(at).equal(key.apply(at)));
    }
    where.add(between(since, upto));
    var named =
        IntStream.range(0, sentColumns())
            .mapToObj(at -> column(at) + " AS c" + at)
            .collect(Collectors.joining(", "));
    return "SELECT %s FROM %s AS q WHERE %s ORDER BY %s LIMIT 1"
        .formatted(named, columns.relation(), String.join(" AND ", where), columns.newestFirst());
  }

  private String between(String since, String upto) {
    return "%1$s >= %2$s AND %1$s <= %3$s".formatted(columns.eventTime().sql(), since, upto);
  }

  private String entities() {
    var arrays = new ArrayList<String>();
    columns.keys().forEach(key -> arrays.add(array(arrays.size() + 1, key.form().sql())));
    String time = columns.eventTime().comparable();
    arrays.add(array(arrays.size() + 1, time));
    arrays.add(array(arrays.size() + 1, time));
    var names = new ArrayList<String>();
    columns.keys().forEach(key -> names.add("k" + names.size()));
    names.addAll(List.of("upto", "since", "n"));
    return "unnest(%s) WITH ORDINALITY AS w(%s)"
        .formatted(String.join(", ", arrays), String.join(", ", names));
  }

  private String tieBreakers() {
    return columns.createdTime().map(created -> ", " + created.sql() + " AS created").orElse("")
        + (columns.ordered() ? ", q.ctid AS place" : "");
  }

  private String column(int at) {
    return at == 0 ? columns.eventTime().sql() : columns.features().get(at - 1).sql();
  }

  private String sent(Function<Integer, String> column) {
    return IntStream.range(0, sentColumns())
        .mapToObj(column::apply)
        .collect(Collectors.joining(", "));
  }

  private String forms() {
    return columns.keys().stream().map(KeyColumn::sql).collect(Collectors.joining(", "));
  }

  private String named() {
    return keys(at -> columns.keys().get(at).sql() + " AS k" + at);
  }

  private String collated() {
    return keys(at ->
        columns.keys().get(at).form() == KeyColumn.Form.TEXT
            ? "k" + at + " COLLATE \"C\""
            : "k" + at);
  }

  private String keys(Function<Integer, String> key) {
    return IntStream.range(0, columns.keys().size())
        .mapToObj(key::apply)
        .collect(Collectors.joining(", "));
  }

  private static String array(int parameter, String element) {
    return "convert_from($" + parameter + ", 'UTF8')::" + element + "[]";
  }

  private static String constant(KeyColumn key, ByteColumn values, int row) {
    var array = new Literal(64);
    array.element();
    key.write(array, values, row);
    return "('%s'::%s[])[1]"
        .formatted(array.toBuffer().toString().replace("'", "''"), key.form().sql());
  }
}
