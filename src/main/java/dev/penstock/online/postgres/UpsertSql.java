package dev.penstock.online.postgres;

import dev.penstock.model.Precedence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The text of the guarded upsert of one view.
///
/// ```text
/// given     one row per entity: key, event time, created time, then the values of each feature
/// guard 1   the entity has no feature that is newer, or the whole row is left out
/// guard 2   no feature has become newer since; decided under the lock of its row
/// answer    positions of the entities of which not every feature was taken: the stale ones
/// held      where a lease has to be held: looked at once, and nothing is written without it; the
///           answer has position 0 then
/// ```
///
/// A row is inserted feature by feature, in the order of the entities given, so that writers who
/// give them in one order wait for each other and never in a circle. Each step depends on the one
/// before (`LATERAL`, a subquery in the filter), which leaves the planner no other order.
final class UpsertSql {
  /// A position that says that the lease is not held.
  static final int LEASE_LOST = 0;

  private final FeastTable table;
  private final FeastTimes times;
  private final LeaseSql leases;
  private final List<FeatureCells> cells;

  UpsertSql(FeastTable table, FeastTimes times, LeaseSql leases, List<FeatureCells> cells) {
    this.table = table;
    this.times = times;
    this.leases = leases;
    this.cells = cells;
  }

  /// @param fenced whether a lease has to be held
  String text(Precedence precedence, boolean fenced) {
    return """
    WITH %supserted AS (
      %s
      %s
      ON CONFLICT (entity_key, feature_name) DO UPDATE
      %s
      %s
      RETURNING stored.entity_key)
    %sSELECT given.position
    FROM unnest($1::bytea[]) WITH ORDINALITY AS given(key, position)
    LEFT JOIN (SELECT entity_key, count(*) AS cells FROM upserted GROUP BY entity_key) AS taken
    ON taken.entity_key = given.key
    WHERE taken.cells IS DISTINCT FROM %d\
    """
        .formatted(
            fenced ? "held AS MATERIALIZED (" + leases.held(types().size() + 1) + "),\n" : "",
            insert(),
            fenced ? held(entityGuard(precedence)) : entityGuard(precedence),
            update(),
            featureGuard(precedence),
            fenced ? "SELECT 0::bigint WHERE NOT EXISTS (SELECT FROM held) UNION ALL\n" : "",
            cells.size());
  }

  private String insert() {
    List<String> columns = columns();
    return """
    INSERT INTO %s AS stored (entity_key, event_ts, created_ts, feature_name, %s)
      SELECT given.key, %s, %s, cell.feature_name, %s
      FROM unnest(%s) AS given(key, event, created%s)
      CROSS JOIN LATERAL (VALUES %s) AS cell(feature_name, %s)\
    """
        .formatted(
            table.name().quoted(),
            String.join(", ", columns),
            times.shifted("given.event"),
            times.shifted("given.created"),
            columns.stream().map(column -> "cell." + column).collect(Collectors.joining(", ")),
            parameters(),
            names(),
            cells.stream().map(cell -> cell.row(table, columns)).collect(Collectors.joining(", ")),
            String.join(", ", columns));
  }

  private String update() {
    return "SET event_ts = excluded.event_ts, created_ts = excluded.created_ts, "
        + columns().stream()
            .map(column -> column + " = excluded." + column)
            .collect(Collectors.joining(", "));
  }

  private List<String> columns() {
    var columns = new ArrayList<String>();
    columns.add("value");
    if (table.hasText()) {
      columns.add("value_text");
    }
    if (table.hasNumber()) {
      columns.add("value_num");
    }
    if (table.vectorType().isPresent()) {
      columns.add("vector_value");
    }
    return columns;
  }

  private static String held(String guard) {
    String held = "EXISTS (SELECT FROM held)";
    return guard.isEmpty() ? "WHERE " + held : guard + " AND " + held;
  }

  /// Of the columns that are given.
  private List<String> types() {
    var types = new ArrayList<>(List.of("bytea", "timestamp", "timestamp"));
    cells.forEach(cell -> types.addAll(cell.parameterTypes()));
    return types;
  }

  private String parameters() {
    var parameters = new ArrayList<String>();
    for (String type : types()) {
      parameters.add("$" + (parameters.size() + 1) + "::" + type + "[]");
    }
    return String.join(", ", parameters);
  }

  private String names() {
    return cells.stream()
        .flatMap(cell -> cell.parameterNames().stream())
        .map(name -> ", " + name)
        .collect(Collectors.joining());
  }

  private String entityGuard(Precedence precedence) {
    return precedence == Precedence.FORCED
        ? ""
        : "WHERE (SELECT bool_and(%s) FROM %s AS rival WHERE rival.entity_key = given.key) IS NOT FALSE"
            .formatted(
                yields(
                    "rival",
                    times.shifted("given.event"),
                    times.shifted("given.created"),
                    precedence),
                table.name().quoted());
  }

  private static String featureGuard(Precedence precedence) {
    return precedence == Precedence.FORCED
        ? ""
        : "WHERE " + yields("stored", "excluded.event_ts", "excluded.created_ts", precedence);
  }

  /// Whether what is stored yields to what is given.
  private static String yields(String stored, String event, String created, Precedence precedence) {
    return "(%s, %s) %s (%s, coalesce(%s, '-infinity'))"
        .formatted(
            FeastTimes.ordered(stored + ".event_ts"),
            FeastTimes.ordered(stored + ".created_ts"),
            precedence == Precedence.PUSH ? "<=" : "<",
            event,
            created);
  }
}
