package dev.penstock.offline.postgres;

import dev.penstock.model.Field;
import dev.penstock.postgres.Quoted;
import java.util.Optional;

/// A feature in its column.
record FeatureColumn(Field field, String name, ColumnType type, Reading reading) {

  /// The feature in a column; empty where its type does not go together with the column's.
  static Optional<FeatureColumn> of(Field field, String name, ColumnType type) {
    return Readings.of(field.type(), type)
        .map(reading -> new FeatureColumn(field, name, type, reading));
  }

  /// The column of a relation `q`, in a type that is read here; all others as text.
  String sql() {
    String column = "q." + Quoted.name(name);
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, BOOLEAN, BYTEA, TIMESTAMPTZ, TIMESTAMP, DATE ->
          column;
      case TEXT, NUMERIC, UUID, JSON, READ_FROM_TEXT, UNKNOWN ->
          column + (type.array() ? "::text[]" : "::text");
    };
  }
}
