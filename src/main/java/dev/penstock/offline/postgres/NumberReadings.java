package dev.penstock.offline.postgres;

import dev.penstock.model.ValueType;
import dev.penstock.offline.postgres.Reading.IntegerReading;
import dev.penstock.offline.postgres.Reading.RealReading;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads numbers, truths and times from columns of each type: the way back from [NumberCells], and
/// whatever else loses nothing that the type promises to keep.
final class NumberReadings {
  private static final double LONG_LIMIT = 0x1p63;

  private NumberReadings() {}

  /// What reads an INT32, INT64, UNIX_TIMESTAMP or BOOL.
  static Optional<IntegerReading> integer(ValueType type, ColumnType column) {
    return switch (type) {
      case BOOL -> bool(column);
      case UNIX_TIMESTAMP -> seconds(column);
      case INT32 -> whole(column).map(NumberReadings::of32Bits);
      default -> whole(column);
    };
  }

  /// What reads a DOUBLE or FLOAT; a float is as near as floats come.
  static Optional<RealReading> real(ValueType type, ColumnType column) {
    return switch (column.kind()) {
      case SMALLINT, INTEGER, BIGINT -> Optional.of(BinaryNumbers::integer);
      case REAL, DOUBLE -> Optional.of(BinaryNumbers::real);
      // By way of a double the nearest float may be missed.
      case NUMERIC, TEXT ->
          Optional.of((bytes, start, length) ->
              type == ValueType.FLOAT
                  ? Float.parseFloat(number(bytes, start, length))
                  : Double.parseDouble(number(bytes, start, length)));
      default -> Optional.empty();
    };
  }

  private static Optional<IntegerReading> whole(ColumnType column) {
    return switch (column.kind()) {
      case SMALLINT, INTEGER, BIGINT -> Optional.of(BinaryNumbers::integer);
      case REAL, DOUBLE -> Optional.of(NumberReadings::wholeReal);
      case NUMERIC, TEXT -> Optional.of(NumberReadings::wholeText);
      case BOOLEAN -> Optional.of((bytes, start, length) -> bytes[start]);
      default -> Optional.empty();
    };
  }

  /// Whole seconds; what a time has beyond is cut off, as Feast does.
  private static Optional<IntegerReading> seconds(ColumnType column) {
    return switch (column.kind()) {
      case TIMESTAMPTZ, TIMESTAMP, DATE ->
          Optional.of((bytes, start, length) ->
              Math.floorDiv(TimeColumn.micros(bytes, start, length), Times.MICROS));
      case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, NUMERIC -> whole(column);
      default -> Optional.empty();
    };
  }

  private static Optional<IntegerReading> bool(ColumnType column) {
    return switch (column.kind()) {
      case BOOLEAN -> Optional.of((bytes, start, length) -> bytes[start]);
      case SMALLINT, INTEGER, BIGINT ->
          Optional.of(
              (bytes, start, length) -> BinaryNumbers.integer(bytes, start, length) == 0 ? 0 : 1);
      case TEXT -> Optional.of(NumberReadings::truth);
      default -> Optional.empty();
    };
  }

  private static long truth(byte[] bytes, int start, int length) {
    return switch (text(bytes, start, length)) {
      case "true" -> 1;
      case "false" -> 0;
      default -> throw new RefusedValue("is a text other than true and false");
    };
  }

  private static IntegerReading of32Bits(IntegerReading reading) {
    return (bytes, start, length) -> {
      long value = reading.read(bytes, start, length);
      if (value != (int) value) {
        throw new RefusedValue("is " + value + ", out of range of 32 bits");
      }
      return value;
    };
  }

  private static long wholeReal(byte[] bytes, int start, int length) {
    double value = BinaryNumbers.real(bytes, start, length);
    if (value != Math.rint(value) || value < -LONG_LIMIT || value >= LONG_LIMIT) {
      throw new RefusedValue("is " + value + ", no integer of 64 bits");
    }
    return (long) value;
  }

  private static long wholeText(byte[] bytes, int start, int length) {
    String text = text(bytes, start, length);
    try {
      return new BigDecimal(text.strip()).longValueExact();
    } catch (ArithmeticException | NumberFormatException noInteger) {
      throw new RefusedValue("is " + shortened(text) + ", no integer of 64 bits");
    }
  }

  private static String number(byte[] bytes, int start, int length) {
    String text = text(bytes, start, length);
    try {
      // A number of Java may end in a letter, and be hexadecimal.
      if (!text.endsWith("NaN") && !text.endsWith("Infinity")) {
        var _ = new BigDecimal(text.strip());
      }
      return text;
    } catch (NumberFormatException noNumber) {
      throw new RefusedValue("is " + shortened(text) + ", no number");
    }
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static String text(byte[] bytes, int start, int length) {
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }
}
