package dev.penstock.offline.duckdb;

import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.ScanPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The statements that pick the newest row of each entity.
///
/// First the latest time of each entity is found, which takes little memory; then the rows of those
/// times, among which few are left to be compared.
///
/// @param position behind which entities are looked for
record NewestSql(ViewReading view, NewestRequest request, ScanPosition position) {
  /// The table of what was found, ordered by its keys: keys, event time, created time, fault,
  /// features.
  static final String TABLE = "penstock_newest";

  String create() {
    return """
    CREATE OR REPLACE TEMP TABLE %s AS
    WITH h AS NOT MATERIALIZED (%s),
    m AS NOT MATERIALIZED (SELECT %s, max(t) AS t FROM h GROUP BY %3$s),
    """
            .formatted(
                TABLE,
                "SELECT * FROM (%s) WHERE %s"
                    .formatted(
                        view.rows(view.names(), window()),
                        EntityOrder.behind(position, view.keys())),
                names(view.keyNames()))
        + """
        n AS NOT MATERIALIZED (
          SELECT h.* FROM h JOIN m ON %s AND h.t = m.t
          QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s) = 1)
        SELECT %s FROM n ORDER BY %s\
        """
            .formatted(
                view.keyNames().stream()
                    .map(key -> "h." + key + " = m." + key)
                    .collect(Collectors.joining(" AND ")),
                qualified(view.keyNames()),
                youngestFirst(view),
                String.join(", ", results()),
                names(view.keyNames()));
  }

  /// How many rows cannot be stored: without time, then without each key.
  String rejected() {
    return view.rejected(window());
  }

  static String youngestFirst(ViewReading view) {
    return view.age().stream()
        .map(column -> "h." + column + " DESC NULLS LAST")
        .collect(Collectors.joining(", "));
  }

  private String window() {
    return view.eventTime().between(request.from(), request.to());
  }

  private List<String> results() {
    var results = new ArrayList<String>();
    for (int key = 0; key < view.keys().size(); key++) {
      results.add(view.keys().get(key).result("k" + key) + " AS v" + key);
    }
    results.add("epoch_us(t) AS event_micros");
    results.add(TimeReading.micros("c") + " AS created_micros");
    results.add(view.fault() + " AS fault");
    for (int feature = 0; feature < view.features().size(); feature++) {
      var reading = view.features().get(feature);
      results.add(reading.result(reading.value()) + " AS f" + feature);
    }
    return results;
  }

  private static String qualified(List<String> names) {
    return names.stream().map(name -> "h." + name).collect(Collectors.joining(", "));
  }

  private static String names(List<String> names) {
    return String.join(", ", names);
  }
}
