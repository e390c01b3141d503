package dev.penstock.offline.postgres;

import dev.penstock.encoding.ValueJson;
import dev.penstock.encoding.ValueReader;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ValueType;
import java.util.Optional;

/// How values of each Feast type go into columns of each type. What would lose something by its
/// type alone is not there; what may fit is checked value by value.
final class Cells {
  private static final ValueJson JSON = new ValueJson(ValueJson.NonFinite.TEXT);
  private static final String NOTHING = "null";

  private Cells() {}

  /// What writes values of a type into a column; empty where they do not go together. One thread's.
  static Optional<Cell> of(ValueType type, ColumnType column) {
    var element = type.element().filter(each -> each.shape() == ValueType.Shape.SCALAR);
    if (column.array()) {
      return element.flatMap(each -> ListCells.of(each, column));
    }
    if (type.shape() != ValueType.Shape.SCALAR) {
      return takesJson(column, element.isEmpty()) ? Optional.of(Cells::json) : Optional.empty();
    }
    return scalar(type, column);
  }

  private static Optional<Cell> scalar(ValueType type, ColumnType column) {
    return switch (type) {
      case INT32, INT64 -> NumberCells.integer(column).map(Cell::of);
      case UNIX_TIMESTAMP -> seconds(column).map(Cell::of);
      case BOOL -> bool(column).map(Cell::of);
      case DOUBLE ->
          NumberCells.doubleNumber(column)
              .map(cell ->
                  (out, bytes, start, length) ->
                      cell.write(out, ValueReader.doubleNumber(bytes, start, length)));
      case FLOAT ->
          NumberCells.floatNumber(column)
              .map(cell ->
                  (out, bytes, start, length) ->
                      cell.write(out, ValueReader.floatNumber(bytes, start, length)));
      case ZONED_TIMESTAMP -> zoned(column);
      default -> text(type, column).map(Cell::of);
    };
  }

  /// A time in whole seconds.
  static Optional<Cell.IntegerCell> seconds(ColumnType column) {
    return switch (column.kind()) {
      case TIMESTAMPTZ, TIMESTAMP, DATE ->
          Optional.of((out, seconds) -> Times.write(out, micros(seconds), column));
      case INTEGER, BIGINT, NUMERIC -> NumberCells.integer(column);
      default -> Optional.empty();
    };
  }

  static Optional<Cell.IntegerCell> bool(ColumnType column) {
    return switch (column.kind()) {
      case BOOLEAN, TEXT -> Optional.of((out, flag) -> out.ascii(flag == 0 ? "false" : "true"));
      default -> Optional.empty();
    };
  }

  /// Texts and bytes.
  static Optional<Cell.TextCell> text(ValueType type, ColumnType column) {
    boolean taken =
        switch (column.kind()) {
          case BYTEA ->
              type == ValueType.BYTES
                  || type == ValueType.IMAGE_BYTES
                  || type == ValueType.PDF_BYTES;
          case TEXT -> isText(type);
          case UUID ->
              type == ValueType.UUID || type == ValueType.TIME_UUID || type == ValueType.STRING;
          case JSON -> type == ValueType.JSON || type == ValueType.STRING;
          case NUMERIC -> type == ValueType.DECIMAL;
          case READ_FROM_TEXT -> type == ValueType.STRING;
          default -> false;
        };
    return taken ? Optional.of(textCell(column)) : Optional.empty();
  }

  private static boolean isText(ValueType type) {
    return switch (type) {
      case STRING, UUID, TIME_UUID, DECIMAL, JSON -> true;
      default -> false;
    };
  }

  private static Cell.TextCell textCell(ColumnType column) {
    return switch (column.kind()) {
      case BYTEA -> Literal::octets;
      case NUMERIC -> NumberCells.decimal(column);
      default ->
          (out, bytes, start, length) -> {
            checkText(bytes, start, length, column);
            out.text(bytes, start, length);
          };
    };
  }

  private static void checkText(byte[] bytes, int start, int length, ColumnType column) {
    int characters = 0;
    for (int at = start; at < start + length; at++) {
      if (bytes[at] == 0) {
        throw new RefusedValue("has a NUL character, which PostgreSQL does not keep");
      }
      if ((bytes[at] & 0xC0) != 0x80) {
        characters++;
      }
    }
    if (column.isLimited()
        && column.kind() == ColumnType.Kind.TEXT
        && characters > column.length()) {
      throw new RefusedValue("has " + characters + " characters");
    }
  }

  /// Whether JSON goes into a column: into text only what there is no array for.
  private static boolean takesJson(ColumnType column, boolean intoText) {
    return column.kind() == ColumnType.Kind.JSON
        || (intoText && column.kind() == ColumnType.Kind.TEXT);
  }

  private static void json(Literal out, byte[] bytes, int start, int length) {
    var json = new JsonWriter();
    JSON.write(json, bytes, start, length);
    out.text(json.array(), 0, json.length());
  }

  /// An instant with its zone: text keeps both.
  private static Optional<Cell> zoned(ColumnType column) {
    return switch (column.kind()) {
      case TIMESTAMPTZ, TEXT -> Optional.of(Cells::zoned);
      default -> Optional.empty();
    };
  }

  private static void zoned(Literal out, byte[] bytes, int start, int length) {
    var json = new JsonWriter();
    JSON.write(json, bytes, start, length);
    String quoted = json.toString();
    if (quoted.equals(NOTHING)) {
      out.none();
    } else {
      out.ascii(quoted.substring(1, quoted.length() - 1));
    }
  }

  private static long micros(long seconds) {
    try {
      return Math.multiplyExact(seconds, Times.MICROS);
    } catch (ArithmeticException tooFar) {
      throw new RefusedValue("is a time beyond the year 294246");
    }
  }
}
