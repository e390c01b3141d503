package dev.penstock.offline.parquet;

import dev.penstock.offline.duckdb.Sql;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A type of DuckDB, taken apart.
///
/// ```text
/// STRUCT("name" VARCHAR, tags MAP(VARCHAR, BIGINT)[])
/// ```
sealed interface Shape {
  /// One value.
  ///
  /// @param type as DuckDB words it
  record Scalar(String type) implements Shape {}

  /// A list.
  record Items(Shape element) implements Shape {}

  /// A map.
  record Entries(Shape key, Shape value) implements Shape {}

  /// Named values.
  ///
  /// @param fields by name, in their order
  record Struct(Map<String, Shape> fields) implements Shape {
    public Struct {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  static Shape of(String type) {
    return new ShapeReader(type).read();
  }

  /// The same with texts in place of all scalars.
  default String inText() {
    return switch (this) {
      case Scalar scalar -> "VARCHAR";
      case Items(var element) -> element.inText() + "[]";
      case Entries(var key, var value) -> "MAP(" + key.inText() + ", " + value.inText() + ")";
      case Struct(var fields) ->
          fields.entrySet().stream()
              .map(field -> Sql.name(field.getKey()) + ' ' + field.getValue().inText())
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
    };
  }
}
