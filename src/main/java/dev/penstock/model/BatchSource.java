package dev.penstock.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table or files that hold the history of a push source.
///
/// @param fieldMapping name of a column in the source, to the name that views know it by
/// @param columns every column but the two of time, under the views' names: the join keys and
///   features of all views that take their history from here, and what the source declares further
public record BatchSource(
    String name,
    String timestampField,
    Optional<String> createdTimestampColumn,
    Map<String, String> fieldMapping,
    List<Field> columns) {
  public BatchSource {
    fieldMapping = Map.copyOf(fieldMapping);
    columns = List.copyOf(columns);
  }
}
