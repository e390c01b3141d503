package dev.penstock.offline.postgres;

import dev.penstock.postgres.TableName;
import java.util.List;
import java.util.Optional;

/// A table as the catalogue has it.
///
/// @param writable whether its kind takes inserts
/// @param permitted whether the user may insert
record StoredTable(
    TableName name, boolean writable, boolean permitted, List<StoredColumn> columns) {
  StoredTable {
    columns = List.copyOf(columns);
  }

  Optional<StoredColumn> column(String column) {
    return columns.stream().filter(stored -> stored.name().equals(column)).findFirst();
  }

  /// @param shown the type as PostgreSQL words it
  /// @param required whether it takes no null
  /// @param filled whether PostgreSQL fills it where nothing is given
  /// @param generated whether nothing can be given
  record StoredColumn(
      String name,
      String shown,
      ColumnType type,
      boolean required,
      boolean filled,
      boolean generated) {}
}
