package dev.penstock.offline.embedded;

/// A column as the database has it.
///
/// @param type as `duckdb_columns()` words it
record StoredColumn(String name, String type) {
  String key() {
    return Column.key(name);
  }
}
