package dev.penstock.online.postgres;

import dev.penstock.postgres.PostgresClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the server's catalogue tells about tables, and how they are created.
final class Catalogue {
  private static final String COLUMNS =
      """
      SELECT c.relname::text, a.attname::text,
        quote_ident(tn.nspname) || '.' || quote_ident(t.typname),
        EXISTS (
          SELECT FROM pg_catalog.pg_index i
          WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND (
            SELECT array_agg(k.attname::text ORDER BY k.attname) FROM pg_catalog.pg_attribute k
            WHERE k.attrelid = c.oid AND k.attnum = ANY(i.indkey)) = '{entity_key,feature_name}')
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
      WHERE n.nspname = $1 AND c.relname::text = ANY($2::text[]) AND c.relkind IN ('r', 'p')\
      """;

  private static final String LIKE_FEASTS =
      """
      SELECT c.relname::text
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
      WHERE n.nspname = $1 AND starts_with(c.relname::text, $2) AND c.relkind IN ('r', 'p')
        AND a.attname IN ('entity_key', 'feature_name', 'value', 'event_ts')
      GROUP BY c.relname HAVING count(*) = 4 ORDER BY 1\
      """;

  private static final String SCHEMA_EXISTS =
      "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1";

  private static final int TOGETHER = 20;

  private final PostgresClient client;

  Catalogue(PostgresClient client) {
    this.client = client;
  }

  /// @param columns quoted types by name
  /// @param keyed whether an entity has each feature once
  record Existing(Map<String, String> columns, boolean keyed) {
    Existing {
      columns = Map.copyOf(columns);
    }
  }

  /// Those of the tables that exist, by name.
  Future<Map<String, Existing>> tables(String schema, Collection<String> tables) {
    var parameters = Tuple.of(schema).addValue(tables.toArray(String[]::new));
    return client
        .call(connection -> connection.preparedQuery(COLUMNS).execute(parameters))
        .map(Catalogue::existing);
  }

  /// The tables with Feast's columns whose names begin alike, sorted.
  Future<List<String>> likeFeasts(String schema, String prefix) {
    return client
        .call(connection -> connection.preparedQuery(LIKE_FEASTS).execute(Tuple.of(schema, prefix)))
        .map(rows -> {
          var names = new ArrayList<String>();
          rows.forEach(row -> names.add(row.getString(0)));
          return names;
        });
  }

  /// Creates tables, and the schema if it does not exist.
  ///
  /// @param statements which change nothing when they are repeated
  Future<Void> create(String schema, List<String> statements) {
    return client
        .call(connection -> connection.preparedQuery(SCHEMA_EXISTS).execute(Tuple.of(schema)))
        // Asking for it in vain needs the right to create schemas.
        .compose(found ->
            found.size() > 0 ? Future.succeededFuture() : client.create(FeastDdl.schema(schema)))
        .compose(done -> create(statements, 0));
  }

  /// Some at a time: a transaction may lock only so many tables, and has only so much time.
  private Future<Void> create(List<String> statements, int from) {
    if (from >= statements.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(statements.size(), from + TOGETHER);
    return client
        .create(String.join("", statements.subList(from, to)))
        .compose(done -> create(statements, to));
  }

  private static Map<String, Existing> existing(RowSet<Row> rows) {
    Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    Map<String, Boolean> keyed = new HashMap<>();
    for (Row row : rows) {
      columns
          .computeIfAbsent(row.getString(0), table -> new HashMap<>())
          .put(row.getString(1), row.getString(2));
      keyed.put(row.getString(0), row.getBoolean(3));
    }
    Map<String, Existing> existing = new HashMap<>();
    columns.forEach((table, types) ->
        existing.put(table, new Existing(types, keyed.getOrDefault(table, false))));
    return existing;
  }
}
