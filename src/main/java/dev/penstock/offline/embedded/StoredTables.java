package dev.penstock.offline.embedded;

import dev.penstock.offline.duckdb.Column;
import dev.penstock.offline.duckdb.StoredColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads what tables there are.
final class StoredTables {
  private static final String QUERY =
      """
      SELECT table_name, column_name, data_type FROM duckdb_columns()
      WHERE schema_name = 'main' AND database_name = current_database() AND NOT internal
      ORDER BY table_name, column_index
      """;

  private StoredTables() {}

  /// The columns of each table, in its order, by the table's name in lower case.
  static Map<String, List<StoredColumn>> read(Connection connection) throws SQLException {
    var tables = new HashMap<String, List<StoredColumn>>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        tables
            .computeIfAbsent(Column.key(rows.getString(1)), table -> new ArrayList<>())
            .add(new StoredColumn(rows.getString(2), rows.getString(3)));
      }
    }
    tables.replaceAll((table, columns) -> List.copyOf(columns));
    return Map.copyOf(tables);
  }
}
