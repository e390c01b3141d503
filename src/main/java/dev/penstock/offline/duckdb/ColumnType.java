package dev.penstock.offline.duckdb;

import dev.penstock.model.ValueType;

/// The types that DuckDB keeps values in, worded as `duckdb_columns()` does.
public final class ColumnType {
  public static final String TIME = "TIMESTAMP WITH TIME ZONE";
  private static final String TEXT = "VARCHAR";

  private ColumnType() {}

  /// Lists and sets of scalars are typed lists; whatever is deeper is JSON text.
  public static String of(ValueType type) {
    return type.element()
        .filter(element -> element.shape() == ValueType.Shape.SCALAR)
        .map(element -> of(element) + "[]")
        .orElseGet(() -> scalar(type));
  }

  private static String scalar(ValueType type) {
    return switch (type) {
      case BYTES, IMAGE_BYTES, PDF_BYTES -> "BLOB";
      case INT32 -> "INTEGER";
      case INT64, UNIX_TIMESTAMP -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case FLOAT -> "FLOAT";
      case BOOL -> "BOOLEAN";
      default -> TEXT;
    };
  }
}
