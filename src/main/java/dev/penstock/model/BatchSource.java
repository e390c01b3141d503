package dev.penstock.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table or files that hold the history of a push source.
///
/// @param origin where that is on a server; the embedded store has a table of the source's name
/// @param fieldMapping name of a column in the source, to the name that views know it by
/// @param columns every column but the two of time, under the views' names: the join keys and
///   features of all views that take their history from here, and what the source declares further
public record BatchSource(
    String name,
    Origin origin,
    String timestampField,
    Optional<String> createdTimestampColumn,
    Map<String, String> fieldMapping,
    List<Field> columns) {

  /// Where the rows are.
  public sealed interface Origin {
    /// They are read from and appended to a table.
    ///
    /// @param schema the one that the store is set to when there is none
    record Table(Optional<String> schema, String name) implements Origin {}

    /// They are what a query finds; nothing can be appended.
    record Query(String text) implements Origin {}

    /// They are in a Parquet file, or in all those of a directory.
    record Files(Path path) implements Origin {}

    /// No store here reads or writes them.
    ///
    /// @param what they are in, for people: `BigQuerySource`, `s3://lake/trips.parquet`
    record Elsewhere(String what) implements Origin {}
  }

  public BatchSource {
    fieldMapping = Map.copyOf(fieldMapping);
    columns = List.copyOf(columns);
  }

  /// A source whose table has the same name.
  public BatchSource(
      String name,
      String timestampField,
      Optional<String> createdTimestampColumn,
      Map<String, String> fieldMapping,
      List<Field> columns) {
    this(
        name,
        new Origin.Table(Optional.empty(), name),
        timestampField,
        createdTimestampColumn,
        fieldMapping,
        columns);
  }

  /// What the source itself calls a column: the mapping leads from its names to those of views,
  /// this is the way back.
  public String ownName(String viewName) {
    return fieldMapping.entrySet().stream()
        .filter(mapped -> mapped.getValue().equals(viewName))
        .map(Map.Entry::getKey)
        .min(String::compareTo)
        .orElse(viewName);
  }
}
