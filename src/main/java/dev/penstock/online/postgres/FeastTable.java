package dev.penstock.online.postgres;

import dev.penstock.postgres.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A table of Feast's, with those of its columns that not every table has.
///
/// @param hasText whether there is `value_text`, which old versions of Feast do not create
/// @param hasNumber whether there is `value_num`, which only some tables have
/// @param vectorType the type of `vector_value`, if that is to be written
record FeastTable(TableName name, boolean hasText, boolean hasNumber, Optional<String> vectorType) {
  /// The type of `vector_value` in a table that was created without vectors.
  private static final String PLACEHOLDER = "pg_catalog.bytea";

  private static final List<String> REQUIRED =
      List.of("entity_key", "feature_name", "value", "event_ts", "created_ts");

  /// @param columns quoted types by name
  /// @param vectors whether lists of numbers are written as vectors
  static FeastTable of(TableName name, Map<String, String> columns, boolean vectors) {
    return new FeastTable(
        name,
        columns.containsKey("value_text"),
        columns.containsKey("value_num"),
        Optional.ofNullable(columns.get("vector_value"))
            .filter(type -> vectors && !type.equals(PLACEHOLDER)));
  }

  /// The columns that Feast's tables always have and these lack.
  static Stream<String> missing(Map<String, String> columns) {
    return REQUIRED.stream().filter(column -> !columns.containsKey(column));
  }
}
