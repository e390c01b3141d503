package dev.penstock.offline.duckdb;

import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import java.util.Optional;

/// How a column is read as values of a declared type: SQL makes them what Java takes.
///
/// @param form what that is
/// @param value SQL; null also where something is stored that is no such value
/// @param fault SQL that is true there; empty where there is no such thing
record Reading(Field field, Form form, String value, Optional<String> fault) {

  /// What Java takes values as.
  enum Form {
    INTEGER("INTEGER"),
    BIGINT("BIGINT"),
    DOUBLE("DOUBLE"),
    FLOAT("FLOAT"),
    BOOLEAN("BOOLEAN"),
    TEXT("VARCHAR"),
    OCTETS("BLOB"),
    /// Text that came as text.
    JSON_TEXT("VARCHAR"),
    JSON_ARRAY("VARCHAR"),
    JSON_OBJECT("VARCHAR");

    private final String sqlType;

    Form(String sqlType) {
      this.sqlType = sqlType;
    }

    String sqlType() {
      return sqlType;
    }
  }

  /// Reads a column.
  ///
  /// - **Fails** by throwing `INVALID` when its type has no such values.
  ///
  /// @param stored the type of the column
  /// @param column SQL of what is stored
  static Reading of(Field field, String stored, String column, Relation relation) {
    return find(field, stored, column)
        .orElseThrow(() ->
            new PushException(
                FailureKind.INVALID,
                "column \"%s\" of %s is %s, which has no values of %s"
                    .formatted(field.name(), relation.place(), stored, field.type())));
  }

  private static Optional<Reading> find(Field field, String stored, String column) {
    var type = field.type();
    return switch (type.shape()) {
      case SCALAR ->
          type == ValueType.JSON || type == ValueType.ZONED_TIMESTAMP
              ? json(field, stored, column)
              : ScalarReading.of(type, stored, column)
                  .map(scalar -> new Reading(field, form(type), scalar.value(), scalar.fault()));
      case LIST, SET ->
          type.element().orElseThrow().shape() == ValueType.Shape.SCALAR
              ? list(field, stored, column)
              : json(field, stored, column);
      case MAP, NESTED -> json(field, stored, column);
    };
  }

  private static Form form(ValueType type) {
    return switch (type) {
      case INT32 -> Form.INTEGER;
      case INT64, UNIX_TIMESTAMP -> Form.BIGINT;
      case DOUBLE -> Form.DOUBLE;
      case FLOAT -> Form.FLOAT;
      case BOOL -> Form.BOOLEAN;
      case BYTES, IMAGE_BYTES, PDF_BYTES -> Form.OCTETS;
      default -> Form.TEXT;
    };
  }

  /// Text is JSON already; what has parts becomes it.
  private static Optional<Reading> json(Field field, String stored, String column) {
    if (stored.equals("VARCHAR") || stored.equals("JSON")) {
      return Optional.of(
          new Reading(field, Form.JSON_TEXT, "CAST(" + column + " AS VARCHAR)", Optional.empty()));
    }
    String text = "CAST(to_json(" + column + ") AS VARCHAR)";
    if (stored.endsWith("]")) {
      return Optional.of(new Reading(field, Form.JSON_ARRAY, text, Optional.empty()));
    }
    return stored.startsWith("STRUCT(") || stored.startsWith("MAP(")
        ? Optional.of(new Reading(field, Form.JSON_OBJECT, text, Optional.empty()))
        : Optional.empty();
  }

  private static Optional<Reading> list(Field field, String stored, String column) {
    if (!stored.endsWith("]")) {
      return Optional.empty();
    }
    var element = field.type().element().orElseThrow();
    String storedElement = stored.substring(0, stored.lastIndexOf('['));
    return element(element, storedElement)
        .map(scalar ->
            new Reading(
                field,
                Form.JSON_ARRAY,
                "CAST(to_json(list_transform(%s, lambda e: %s)) AS VARCHAR)"
                    .formatted(column, text(element, scalar.value())),
                scalar
                    .fault()
                    .map(fault ->
                        "len(list_filter(%s, lambda e: %s)) > 0".formatted(column, fault))));
  }

  private static Optional<ScalarReading> element(ValueType element, String stored) {
    if (element == ValueType.JSON) {
      return stored.equals("VARCHAR") || stored.equals("JSON")
          ? Optional.of(new ScalarReading("CAST(e AS VARCHAR)", Optional.empty()))
          : Optional.empty();
    }
    return ScalarReading.elementOf(element, stored, "e");
  }

  /// JSON has no bytes.
  private static String text(ValueType element, String value) {
    return switch (element) {
      case BYTES, IMAGE_BYTES, PDF_BYTES -> "to_base64(" + value + ")";
      default -> value;
    };
  }

  /// What a column of a result has to be for Java, where there are no bytes.
  String result(String valueInForm) {
    return form == Form.OCTETS ? "to_base64(" + valueInForm + ")" : valueInForm;
  }

  /// What is wrong with a value that is not null and none of the type.
  String reason() {
    return "column \"%s\" has a value that is none of %s".formatted(field.name(), field.type());
  }
}
