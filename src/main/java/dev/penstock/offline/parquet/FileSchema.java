package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.offline.duckdb.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What rows have to look like to go into a file.
///
/// @param metadata what its writers noted beside the rows; Arrow keeps the zone of a time there
/// @param compression as DuckDB words it
record FileSchema(List<FileColumn> columns, Map<String, String> metadata, String compression) {
  private static final String ARROW = "ARROW:schema";

  FileSchema {
    columns = List.copyOf(columns);
    metadata = Map.copyOf(metadata);
  }

  /// The schema of a file that does not exist yet: event time and created time with zone, in
  /// microseconds, then the source's columns.
  static FileSchema of(BatchSource source) {
    return new FileSchema(
        Column.of(source).stream()
            .map(column -> new FileColumn(column.name(), column.sqlType()))
            .toList(),
        Map.of(),
        "snappy");
  }

  /// The same, with the columns of a source that are missing as the last ones.
  FileSchema with(BatchSource source) {
    var all = new ArrayList<>(columns);
    for (FileColumn wanted : of(source).columns) {
      if (columns.stream().noneMatch(column -> column.name().equals(wanted.name()))) {
        all.add(wanted);
      }
    }
    if (all.size() == columns.size()) {
      return this;
    }
    // Readers take Arrow's own schema for one of exactly these columns.
    var kept = new HashMap<>(metadata);
    kept.remove(ARROW);
    return new FileSchema(all, kept, compression);
  }

  /// Whether a source has a column that this lacks.
  boolean lacksColumnsOf(BatchSource source) {
    return with(source).columns.size() > columns.size();
  }
}
