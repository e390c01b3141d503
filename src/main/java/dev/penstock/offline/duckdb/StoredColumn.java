package dev.penstock.offline.duckdb;

/// A column as the database has it.
///
/// @param type as `duckdb_columns()` words it
public record StoredColumn(String name, String type) {
  public String key() {
    return Column.key(name);
  }
}
