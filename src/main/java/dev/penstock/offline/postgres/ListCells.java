package dev.penstock.offline.postgres;

import dev.penstock.encoding.ProtoReader;
import dev.penstock.encoding.ValueReader;
import dev.penstock.model.ValueType;
import java.util.Optional;

/// Writes lists and sets of scalars into columns of arrays.
final class ListCells {
  private ListCells() {}

  /// Takes the next number from a list.
  @FunctionalInterface
  private interface Numbers {
    void next(Literal out, ProtoReader list);
  }

  static Optional<Cell> of(ValueType element, ColumnType column) {
    return switch (element) {
      case INT32, INT64 -> NumberCells.integer(column).map(ListCells::integers);
      case UNIX_TIMESTAMP -> Cells.seconds(column).map(ListCells::integers);
      case BOOL -> Cells.bool(column).map(ListCells::integers);
      case DOUBLE ->
          NumberCells.doubleNumber(column)
              .map(cell -> numbers((out, list) -> cell.write(out, list.doubleNumber())));
      case FLOAT ->
          NumberCells.floatNumber(column)
              .map(cell -> numbers((out, list) -> cell.write(out, list.floatNumber())));
      default -> Cells.text(element, column).map(ListCells::texts);
    };
  }

  private static Cell integers(Cell.IntegerCell cell) {
    return numbers((out, list) -> cell.write(out, list.varint()));
  }

  private static Cell numbers(Numbers numbers) {
    var array = new Literal(64);
    return (out, bytes, start, length) -> {
      var list = ValueReader.elements(bytes, start, length, true);
      array.clear();
      while (!list.atEnd()) {
        array.element();
        numbers.next(array, list);
      }
      out.nested(array);
    };
  }

  private static Cell texts(Cell.TextCell cell) {
    var array = new Literal(64);
    return (out, bytes, start, length) -> {
      var list = ValueReader.elements(bytes, start, length, false);
      array.clear();
      while (!list.atEnd()) {
        list.enter();
        var text = list.message();
        array.element();
        cell.write(array, text.bytes(), text.position(), text.remaining());
      }
      out.nested(array);
    };
  }
}
