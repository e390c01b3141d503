package dev.penstock.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The names of a file's columns as its writer gave them. Those of DuckDB's reader are others where
/// names differ in case only, are empty or are there twice; its columns are in the same order.
///
/// ```text
/// parquet_schema:  root 2 | driver_id | place 2 | lat | lon     (name, number of children)
/// names:           driver_id, place
/// ```
final class ParquetNaming {
  private ParquetNaming() {}

  /// - **Fails** by throwing `INVALID` for a name that is there twice.
  ///
  /// @param file as SQL spells it
  static List<String> names(Connection connection, String file) throws SQLException {
    var names = new ArrayList<String>();
    var seen = new HashSet<String>();
    try (var statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "SELECT name, coalesce(num_children, 0) FROM parquet_schema(" + file + ")")) {
      boolean any = found.next(); // The root, which is no column.
      long within = 0;
      while (any && found.next()) {
        if (within == 0) {
          String name = found.getString(1);
          if (!seen.add(name)) {
            throw BodyFault.invalid("column '" + name + "' is there twice");
          }
          names.add(name);
        } else {
          within--;
        }
        within += found.getLong(2);
      }
    }
    return names;
  }
}
