package dev.penstock.offline.duckdb;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.util.List;

/// What SQL reads the rows of a batch source from.
///
/// @param from what stands behind `FROM`
/// @param arrival columns that grow with every row that arrives, the most significant first
/// @param columns with their types as `DESCRIBE` words them
/// @param place where that is, for people
public record Relation(
    String from, List<String> arrival, List<StoredColumn> columns, String place) {
  public Relation {
    arrival = List.copyOf(arrival);
    columns = List.copyOf(columns);
  }

  /// - **Fails** by throwing `SCHEMA_MISSING` when there is no such column.
  String type(String column) {
    return columns.stream()
        .filter(stored -> stored.key().equals(Column.key(column)))
        .findFirst()
        .orElseThrow(() ->
            new PushException(
                FailureKind.SCHEMA_MISSING, place + " has no column \"" + column + '"'))
        .type();
  }
}
