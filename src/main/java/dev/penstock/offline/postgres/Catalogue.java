package dev.penstock.offline.postgres;

import dev.penstock.offline.postgres.StoredTable.StoredColumn;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the catalogue of the database says of some tables.
///
/// @param schemas those that exist
record Catalogue(Set<String> schemas, Map<TableName, StoredTable> tables) {
  private static final String SCHEMAS =
      "SELECT nspname::text FROM pg_namespace WHERE nspname = ANY($1::text[])";

  /// A domain is the type that it is made of. 8 says that inserts are possible.
  private static final String COLUMNS =
      """
      SELECT n.nspname::text AS schema, c.relname::text AS name,
        (pg_relation_is_updatable(c.oid, false) & 8) = 8 AS writable,
        has_table_privilege(c.oid, 'INSERT') AS permitted,
        a.attname::text AS column, format_type(a.atttypid, a.atttypmod) AS shown,
        format_type(base.type, NULL) AS sql, base.modifier, base.typcategory::text AS category,
        base.typtype::text AS sort, bn.nspname::text AS place, base.typname::text AS type,
        element.typname::text AS element, a.attnotnull OR base.required AS required,
        a.atthasdef OR a.attidentity <> '' OR base.filled AS filled,
        a.attgenerated <> '' OR a.attidentity = 'a' AS generated
      FROM unnest($1::text[], $2::text[]) AS wanted(schema, name)
      JOIN pg_namespace n ON n.nspname = wanted.schema
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name
        AND c.relkind IN ('r', 'p', 'f', 'v')
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      CROSS JOIN LATERAL (
        WITH RECURSIVE step AS (
          SELECT t.oid AS type, a.atttypmod AS modifier, t.typnotnull AS required,
            t.typdefault IS NOT NULL AS filled, t.*
          FROM pg_type t WHERE t.oid = a.atttypid
          UNION ALL
          SELECT t.oid, step.typtypmod, step.required OR t.typnotnull,
            step.filled OR t.typdefault IS NOT NULL, t.*
          FROM step JOIN pg_type t ON step.typtype = 'd' AND t.oid = step.typbasetype)
        SELECT * FROM step WHERE typtype <> 'd') base
      JOIN pg_namespace bn ON bn.oid = base.typnamespace
      LEFT JOIN pg_type element ON base.typcategory = 'A' AND element.oid = base.typelem
      ORDER BY schema, name, a.attnum
      """;

  static Future<Catalogue> read(PostgresClient client, Collection<TableName> wanted) {
    var schemas = wanted.stream().map(TableName::schema).distinct().toArray(String[]::new);
    var in = wanted.stream().map(TableName::schema).toArray(String[]::new);
    var names = wanted.stream().map(TableName::table).toArray(String[]::new);
    return client
        .call(connection ->
            connection.preparedQuery(SCHEMAS).execute(Tuple.tuple().addArrayOfString(schemas)))
        .compose(found -> {
          var existing = new HashSet<String>();
          found.forEach(row -> existing.add(row.getString(0)));
          return client
              .call(connection ->
                  connection
                      .preparedQuery(COLUMNS)
                      .execute(Tuple.tuple().addArrayOfString(in).addArrayOfString(names)))
              .map(rows -> new Catalogue(Set.copyOf(existing), tables(rows)));
        });
  }

  private static Map<TableName, StoredTable> tables(Iterable<Row> rows) {
    var columns = new HashMap<TableName, List<StoredColumn>>();
    var tables = new HashMap<TableName, StoredTable>();
    for (Row row : rows) {
      var name = new TableName(row.getString("schema"), row.getString("name"));
      columns.computeIfAbsent(name, none -> new ArrayList<>()).add(column(row));
      tables.put(
          name,
          new StoredTable(
              name, row.getBoolean("writable"), row.getBoolean("permitted"), columns.get(name)));
    }
    return Map.copyOf(tables);
  }

  private static StoredColumn column(Row row) {
    boolean array = row.getString("category").equals("A");
    var type =
        new ColumnType(kind(row, array), array, row.getInteger("modifier"), row.getString("sql"));
    return new StoredColumn(
        row.getString("column"),
        row.getString("shown"),
        type,
        row.getBoolean("required"),
        row.getBoolean("filled"),
        row.getBoolean("generated"));
  }

  private static ColumnType.Kind kind(Row row, boolean array) {
    boolean builtIn = row.getString("place").equals("pg_catalog");
    var kind =
        builtIn
            ? ColumnType.Kind.of(row.getString(array ? "element" : "type"))
            : ColumnType.Kind.UNKNOWN;
    boolean readable =
        row.getString("sort").equals("e") || "SUI".contains(row.getString("category"));
    return kind == ColumnType.Kind.UNKNOWN && readable ? ColumnType.Kind.READ_FROM_TEXT : kind;
  }
}
