package dev.penstock.offline.postgres;

import dev.penstock.postgres.OwnConnection;
import dev.penstock.postgres.Quoted;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The types of columns of a relation, which may be what a query finds.
///
/// @param types in the order asked for
/// @param ordered whether rows have a place, which grows as they arrive
record SourceTypes(List<ColumnType> types, boolean ordered) {

  /// Partitioned tables, plain ones and materialized views; a view has no places.
  private static final String KIND =
      "SELECT relkind IN ('r', 'p', 'm') FROM pg_class WHERE oid = to_regclass($1)";

  SourceTypes {
    types = List.copyOf(types);
  }

  static Future<SourceTypes> read(
      OwnConnection connection, Relation relation, List<String> columns) {
    String types =
        columns.stream()
            .map(column -> "pg_typeof(q." + Quoted.name(column) + ")::oid")
            .collect(Collectors.joining(", "));
    return connection
        .call(own -> own.preparedQuery(types(relation, types)).execute())
        .compose(found ->
            isOrdered(connection, relation)
                .map(ordered -> {
                  var all = new ArrayList<ColumnType>();
                  found.forEach(row -> all.add(type(row)));
                  return new SourceTypes(all, ordered);
                }));
  }

  private static Future<Boolean> isOrdered(OwnConnection connection, Relation relation) {
    if (!relation.isTable()) {
      return Future.succeededFuture(false);
    }
    return connection
        .call(own -> own.preparedQuery(KIND).execute(Tuple.of(relation.sql())))
        .map(found ->
            StreamSupport.stream(found.spliterator(), false).anyMatch(row -> row.getBoolean(0)));
  }

  private static ColumnType type(Row row) {
    boolean array = row.getString("category").equals("A");
    return new ColumnType(kind(row, array), array, -1, row.getString("sql"));
  }

  private static ColumnType.Kind kind(Row row, boolean array) {
    var kind =
        row.getString("place").equals("pg_catalog")
            ? ColumnType.Kind.of(row.getString(array ? "element" : "type"))
            : ColumnType.Kind.UNKNOWN;
    boolean readable =
        array || row.getString("sort").equals("e") || "SUI".contains(row.getString("category"));
    return kind == ColumnType.Kind.UNKNOWN && readable ? ColumnType.Kind.READ_FROM_TEXT : kind;
  }

  /// The types are those of expressions, for which no row has to be read. A domain is the type that
  /// it is made of.
  private static String types(Relation relation, String types) {
    return """
    WITH shape AS MATERIALIZED (
      SELECT ARRAY[%s]::oid[] AS types
      FROM (VALUES (1)) AS one LEFT JOIN (SELECT * FROM %s AS r LIMIT 0) AS q ON true)
    SELECT base.typcategory::text AS category, base.typtype::text AS sort,
      bn.nspname::text AS place, base.typname::text AS type, element.typname::text AS element,
      format_type(base.oid, NULL) AS sql
    FROM shape CROSS JOIN LATERAL unnest(shape.types) WITH ORDINALITY AS asked(oid, n)
    CROSS JOIN LATERAL (
      WITH RECURSIVE step AS (
        SELECT t.* FROM pg_type t WHERE t.oid = asked.oid
        UNION ALL
        SELECT t.* FROM step JOIN pg_type t ON step.typtype = 'd' AND t.oid = step.typbasetype)
      SELECT * FROM step WHERE typtype <> 'd') base
    JOIN pg_namespace bn ON bn.oid = base.typnamespace
    LEFT JOIN pg_type element ON base.typcategory = 'A' AND element.oid = base.typelem
    ORDER BY asked.n
    """
        .formatted(types, relation.sql());
  }
}
