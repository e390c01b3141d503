package dev.penstock.offline.parquet;

import dev.penstock.offline.duckdb.Sql;

/// A column of a Parquet file.
///
/// @param type what DuckDB reads it as, but [#MILLIS] or [#ZONED_MILLIS] where the file counts
///   milliseconds
record FileColumn(String name, String type) {
  static final String MILLIS = "TIMESTAMP_MS";

  /// DuckDB has no such type: it is written as [#MILLIS], and the footer then says that it is UTC.
  static final String ZONED_MILLIS = "TIMESTAMPTZ_MS";

  private static final String LIST = "[]";

  boolean isList() {
    return type.endsWith(LIST);
  }

  /// The type of each element of a list.
  String elementType() {
    return type.substring(0, type.length() - LIST.length());
  }

  /// The type to write the column as.
  String written() {
    return type.replace(ZONED_MILLIS, MILLIS);
  }

  /// What makes a value that was read from the file one that is written to the next.
  String kept() {
    String column = Sql.name(name);
    if (isList() && isMillis(elementType())) {
      return "list_transform(" + column + ", lambda e: " + millis("e") + ")";
    }
    return isMillis(type) ? millis(column) : column;
  }

  static boolean isMillis(String type) {
    return type.equals(MILLIS) || type.equals(ZONED_MILLIS);
  }

  /// A time in milliseconds, of one with or without zone.
  static String millis(String time) {
    return "CAST(CAST(" + time + " AS TIMESTAMP) AS " + MILLIS + ")";
  }
}
