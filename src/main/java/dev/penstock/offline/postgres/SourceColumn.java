package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Field;
import dev.penstock.model.ValueType;
import dev.penstock.postgres.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A column of a batch source, under the source's own name.
///
/// @param type its Feast type; empty for the two columns of time
record SourceColumn(String name, Optional<ValueType> type) {

  /// All columns of a source: event time, created time if it has one, then its columns in order.
  static List<SourceColumn> of(BatchSource source) {
    var columns = new ArrayList<SourceColumn>();
    columns.add(new SourceColumn(source.ownName(source.timestampField()), Optional.empty()));
    source
        .createdTimestampColumn()
        .ifPresent(name -> columns.add(new SourceColumn(source.ownName(name), Optional.empty())));
    for (Field field : source.columns()) {
      columns.add(new SourceColumn(source.ownName(field.name()), Optional.of(field.type())));
    }
    return List.copyOf(columns);
  }

  /// Whether a column of a table can take such values.
  boolean fits(ColumnType column) {
    return type.map(values -> Cells.of(values, column).isPresent())
        .orElseGet(() -> !column.array() && isTime(column.kind()));
  }

  String word() {
    return type.map(Enum::name).orElse("a time");
  }

  /// The column as it is created where it is missing.
  String declaration() {
    return Quoted.name(name) + ' ' + type.map(SourceColumn::created).orElse("timestamptz");
  }

  private static boolean isTime(ColumnType.Kind kind) {
    return kind == ColumnType.Kind.TIMESTAMPTZ
        || kind == ColumnType.Kind.TIMESTAMP
        || kind == ColumnType.Kind.DATE;
  }

  private static String created(ValueType type) {
    var element = type.element().filter(each -> each.shape() == ValueType.Shape.SCALAR);
    if (element.isPresent()) {
      return created(element.get()) + "[]";
    }
    return switch (type) {
      case BYTES, IMAGE_BYTES, PDF_BYTES -> "bytea";
      case INT32 -> "integer";
      case INT64, UNIX_TIMESTAMP -> "bigint";
      case DOUBLE -> "double precision";
      case FLOAT -> "real";
      case BOOL -> "boolean";
      // Texts of any form, so that no row is refused that fits the definitions.
      case STRING, UUID, TIME_UUID, DECIMAL, ZONED_TIMESTAMP -> "text";
      // Not jsonb, which has no place for every number and text.
      default -> "json";
    };
  }
}
