package dev.penstock.offline.postgres;

import dev.penstock.encoding.ListWriter;
import dev.penstock.model.ValueType;
import java.util.Optional;

/// Reads lists and sets of scalars from columns of arrays.
///
/// ```text
/// 00000001 00000000 00000014        1 dimension, no nulls, elements of type 20 (bigint)
/// 00000002 00000001                 2 elements, the first of which is number 1
/// 00000008 00…05                    8 bytes: 5
/// 00000008 00…07                    8 bytes: 7
/// ```
///
/// An element that is null counts as zero, false or the empty text (contract 2.7). No dimension at
/// all is an empty array.
final class ArrayReadings {
  private static final int HEAD = 3 * Integer.BYTES;
  private static final int DIMENSION = 2 * Integer.BYTES;

  private ArrayReadings() {}

  /// Adds an element to a list; of no bytes where it is null.
  @FunctionalInterface
  private interface Element {
    void add(byte[] bytes, int start, int length, ListWriter list);
  }

  static Optional<Reading> of(ValueType type, ValueType element, ColumnType column) {
    return element(element, column).map(each -> reading(type, each));
  }

  private static Optional<Element> element(ValueType type, ColumnType column) {
    return switch (type) {
      case INT32, INT64, UNIX_TIMESTAMP, BOOL ->
          NumberReadings.integer(type, column)
              .map(reading ->
                  (bytes, start, length, list) ->
                      list.addInteger(length < 0 ? 0 : reading.read(bytes, start, length)));
      case DOUBLE ->
          NumberReadings.real(type, column)
              .map(reading ->
                  (bytes, start, length, list) ->
                      list.addDouble(length < 0 ? 0 : reading.read(bytes, start, length)));
      case FLOAT ->
          NumberReadings.real(type, column)
              .map(reading ->
                  (bytes, start, length, list) ->
                      list.addFloat(length < 0 ? 0 : (float) reading.read(bytes, start, length)));
      default ->
          TextReadings.of(type, column)
              .map(reading ->
                  (bytes, start, length, list) -> {
                    if (length < 0) {
                      list.addDelimited(bytes, start, 0);
                    } else {
                      reading.read(bytes, start, length, list::addDelimited);
                    }
                  });
    };
  }

  private static Reading reading(ValueType type, Element element) {
    var list = new ListWriter();
    boolean distinct = type.shape() == ValueType.Shape.SET;
    return (bytes, start, length, out) -> {
      list.clear();
      int at = start + HEAD + DIMENSION;
      for (int rest = count(bytes, start); rest > 0; rest--) {
        int octets = BinaryNumbers.int32(bytes, at);
        element.add(bytes, at + Integer.BYTES, octets, list);
        if (distinct) {
          list.dropRepeated();
        }
        at += Integer.BYTES + Math.max(0, octets);
      }
      list.write(out, type);
    };
  }

  private static int count(byte[] bytes, int start) {
    int dimensions = BinaryNumbers.int32(bytes, start);
    if (dimensions > 1) {
      throw new RefusedValue("is an array of " + dimensions + " dimensions");
    }
    return dimensions == 0 ? 0 : BinaryNumbers.int32(bytes, start + HEAD);
  }
}
