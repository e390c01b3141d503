package dev.penstock.online.postgres;

import dev.penstock.model.FeatureView;
import dev.penstock.model.ValueType;
import dev.penstock.postgres.Quoted;
import dev.penstock.postgres.TableName;

/// How Feast creates what it keeps a view in (contract 4.1).
final class FeastDdl {
  private FeastDdl() {}

  static String schema(String schema) {
    return "CREATE SCHEMA IF NOT EXISTS " + Quoted.name(schema) + ";\n";
  }

  /// @param vectors whether `vector_value` is of pgvector's type
  static String table(TableName name, FeatureView view, boolean vectors) {
    boolean searchable =
        view.features().stream().anyMatch(feature -> feature.type() == ValueType.STRING);
    return """
    CREATE TABLE IF NOT EXISTS %s (
      entity_key BYTEA,
      feature_name TEXT,
      value BYTEA,
      value_text TEXT NULL,
      vector_value %s NULL,
      event_ts TIMESTAMPTZ,
      created_ts TIMESTAMPTZ,
      PRIMARY KEY (entity_key, feature_name));
    """
            .formatted(name.quoted(), vectors ? "vector" : "BYTEA")
        + index("_ek", name, "(entity_key)")
        + (searchable
            ? index("_fts_idx", name, "USING GIN (to_tsvector('english', value_text))")
            : "");
  }

  /// The server shortens long names, and then the index may be named like the table: Feast does
  /// without it in that case.
  private static String index(String suffix, TableName name, String what) {
    return "CREATE INDEX IF NOT EXISTS %s ON %s %s;\n"
        .formatted(Quoted.name(name.table() + suffix), name.quoted(), what);
  }
}
