package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource.Origin;
import java.nio.charset.StandardCharsets;

/// A table as PostgreSQL names it, unquoted.
record TableName(String schema, String table) {
  /// Beyond this PostgreSQL cuts names off, so that two may become one.
  static final int LONGEST = 63;

  static TableName of(Origin.Table table, String defaultSchema) {
    return new TableName(table.schema().orElse(defaultSchema), table.name());
  }

  String quoted() {
    return quoted(schema) + '.' + quoted(table);
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static boolean isTooLong(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length > LONGEST;
  }

  @Override
  public String toString() {
    return schema + '.' + table;
  }
}
