package dev.penstock.offline.duckdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The statements that join rows of entities with one view.
///
/// An ASOF join finds the time of the row that is wanted; the rows of that time are looked up then,
/// and few are left to be compared.
///
/// @param join the number of the join among those of the request
/// @param rows how many rows of entities there are
/// @param earliest of their times
/// @param latest likewise
record PointInTimeSql(
    int join, ViewReading view, Duration ttl, long rows, long earliest, long latest) {

  /// The table of the entities: row, event time, keys. Rows without a key are not in it.
  String entities() {
    return "penstock_entities_" + join;
  }

  /// The table of what was found, in the order of the rows: event time, fault, features. No other
  /// join has columns of these names.
  String found() {
    return "penstock_found_" + join;
  }

  String createEntities() {
    var columns = new ArrayList<String>();
    columns.add("row_number BIGINT");
    columns.add("t TIMESTAMPTZ");
    for (int key = 0; key < view.keys().size(); key++) {
      columns.add("k" + key + ' ' + view.keys().get(key).form().sqlType());
    }
    return "CREATE OR REPLACE TEMP TABLE " + entities() + " (" + String.join(", ", columns) + ")";
  }

  String createFound() {
    return """
    CREATE OR REPLACE TEMP TABLE %s AS
    WITH e AS MATERIALIZED (
      SELECT e.*, h.t AS found FROM temp.main.%s AS e ASOF JOIN (%s) AS h
      ON %s AND e.t >= h.t%s),
    n AS NOT MATERIALIZED (
      SELECT e.row_number, h.t, %s FROM e JOIN (%s) AS h ON %4$s AND e.found = h.t
      QUALIFY row_number() OVER (PARTITION BY e.row_number ORDER BY %s) = 1)
    SELECT %s FROM range(%d) AS r (row_number) LEFT JOIN n ON r.row_number = n.row_number
    ORDER BY r.row_number\
    """
        .formatted(
            found(),
            entities(),
            view.rows(view.timedKeys(), window()),
            sameKeys(),
            withinTtl(),
            qualified(view.stored()),
            view.rows(view.names(), window()),
            NewestSql.youngestFirst(view),
            String.join(", ", results()),
            rows);
  }

  private String window() {
    long oldest =
        ttl.isZero() || earliest < Long.MIN_VALUE / 2 + micros()
            ? Long.MIN_VALUE
            : earliest - micros();
    return view.eventTime().between(oldest, latest);
  }

  private String withinTtl() {
    return ttl.isZero() ? "" : " WHERE epoch_us(e.t) - epoch_us(h.t) <= " + micros();
  }

  /// A ttl of more than a hundred thousand years is as good as any.
  private long micros() {
    return Math.min(ttl.toSeconds(), Long.MAX_VALUE / 4_000_000) * 1_000_000
        + ttl.toNanosPart() / 1_000;
  }

  private List<String> results() {
    var results = new ArrayList<String>();
    results.add("epoch_us(n.t) AS event_micros_" + join);
    results.add(view.fault() + " AS fault_" + join);
    for (int feature = 0; feature < view.features().size(); feature++) {
      var reading = view.features().get(feature);
      results.add(reading.result(reading.value()) + " AS f" + feature + '_' + join);
    }
    return results;
  }

  private String sameKeys() {
    return view.keyNames().stream()
        .map(key -> "e." + key + " = h." + key)
        .collect(Collectors.joining(" AND "));
  }

  private static String qualified(List<String> names) {
    return names.isEmpty()
        ? "NULL AS nothing"
        : names.stream().map(name -> "h." + name).collect(Collectors.joining(", "));
  }
}
