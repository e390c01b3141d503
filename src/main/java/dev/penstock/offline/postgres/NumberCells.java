package dev.penstock.offline.postgres;

import dev.penstock.offline.postgres.Cell.IntegerCell;
import dev.penstock.offline.postgres.Cell.RealCell;
import dev.penstock.offline.postgres.Cell.TextCell;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Writes numbers into columns of numbers. A number that the column would round is refused.
final class NumberCells {
  private NumberCells() {}

  static Optional<IntegerCell> integer(ColumnType column) {
    return switch (column.kind()) {
      case SMALLINT -> Optional.of(ranged(Short.MIN_VALUE, Short.MAX_VALUE));
      case INTEGER -> Optional.of(ranged(Integer.MIN_VALUE, Integer.MAX_VALUE));
      case BIGINT, TEXT -> Optional.of(Literal::integer);
      case REAL -> Optional.of(NumberCells::floatOf);
      case DOUBLE -> Optional.of(NumberCells::doubleOf);
      case NUMERIC ->
          Optional.of((out, value) -> {
            if (column.isLimited()) {
              check(BigDecimal.valueOf(value), column);
            }
            out.integer(value);
          });
      default -> Optional.empty();
    };
  }

  static Optional<RealCell> doubleNumber(ColumnType column) {
    return switch (column.kind()) {
      case DOUBLE, TEXT -> Optional.of((out, value) -> out.ascii(Double.toString(value)));
      case NUMERIC -> Optional.of((out, value) -> decimal(out, Double.toString(value), column));
      default -> Optional.empty();
    };
  }

  /// The numbers given are floats.
  static Optional<RealCell> floatNumber(ColumnType column) {
    return switch (column.kind()) {
      case REAL, TEXT -> Optional.of((out, value) -> out.ascii(Float.toString((float) value)));
      case DOUBLE -> Optional.of((out, value) -> out.ascii(Double.toString(value)));
      case NUMERIC ->
          Optional.of((out, value) -> decimal(out, Float.toString((float) value), column));
      default -> Optional.empty();
    };
  }

  static TextCell decimal(ColumnType column) {
    return (out, bytes, start, length) ->
        decimal(out, new String(bytes, start, length, StandardCharsets.UTF_8), column);
  }

  private static void decimal(Literal out, String text, ColumnType column) {
    if (isNoNumber(text)) {
      if (column.isLimited() && !text.equals("NaN")) {
        throw new RefusedValue("is " + text);
      }
      out.ascii(text);
      return;
    }
    try {
      var number = new BigDecimal(text.strip());
      if (column.isLimited()) {
        check(number, column);
      }
      out.ascii(number.toString());
    } catch (NumberFormatException noNumber) {
      throw new RefusedValue("is no number");
    }
  }

  /// PostgreSQL would round to the scale, and fail beyond the precision.
  private static void check(BigDecimal number, ColumnType column) {
    var least = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    boolean tooFine = least.scale() > column.scale();
    boolean tooLarge =
        least.signum() != 0
            && least.precision() - least.scale() > column.precision() - column.scale();
    if (tooFine || tooLarge) {
      throw new RefusedValue("is " + number);
    }
  }

  private static boolean isNoNumber(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }

  private static IntegerCell ranged(long least, long most) {
    return (out, value) -> {
      if (value < least || value > most) {
        throw new RefusedValue("is " + value);
      }
      out.integer(value);
    };
  }

  private static void doubleOf(Literal out, long value) {
    // The cast back stops at the greatest long, which no double is.
    if ((long) (double) value != value || value == Long.MAX_VALUE) {
      throw new RefusedValue("is " + value);
    }
    out.integer(value);
  }

  private static void floatOf(Literal out, long value) {
    if ((long) (float) value != value || value == Long.MAX_VALUE) {
      throw new RefusedValue("is " + value);
    }
    out.integer(value);
  }
}
