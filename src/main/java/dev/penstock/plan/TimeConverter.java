package dev.penstock.plan;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import java.time.Instant;
import java.util.Arrays;

/// Turns a column of times into microseconds since the epoch (contract 2.6, with its decisions
/// marked P): each value by itself, whatever the others look like.
final class TimeConverter {
  /// Numbers before this are almost certainly in another unit than was assumed.
  private static final long SUSPICIOUS = micros("1971-01-01T00:00:00Z");

  private static final long FIRST = micros("1678-01-01T00:00:00Z");
  private static final long LAST = micros("2262-01-01T00:00:00Z") - 1;

  private final TimeParser parser;
  private final TimeUnitOfIntegers unit;

  TimeConverter(TimeParser parser, TimeUnitOfIntegers unit) {
    this.parser = parser;
    this.unit = unit;
  }

  /// Event times, which no row may lack.
  long[] eventTimes(RawColumn column, Faults faults) {
    var times = new long[column.rows()];
    for (int row = 0; row < times.length; row++) {
      if (isMissing(column, row)) {
        faults.row(column, row, () -> "an event time is required, not null");
      } else {
        times[row] = time(column, row, faults);
      }
    }
    return times;
  }

  /// Created times; null is [OnlineRows#NO_CREATED_TIME].
  long[] createdTimes(RawColumn column, Faults faults) {
    var times = new long[column.rows()];
    for (int row = 0; row < times.length; row++) {
      times[row] = isMissing(column, row) ? OnlineRows.NO_CREATED_TIME : time(column, row, faults);
    }
    return times;
  }

  private static boolean isMissing(RawColumn column, int row) {
    Kind kind = column.kind(row);
    return kind == Kind.NULL
        || (kind == Kind.TEXT && column.textLength(row) == 0)
        || (kind == Kind.REAL && Double.isNaN(column.real(row)));
  }

  private long time(RawColumn column, int row, Faults faults) {
    return switch (column.kind(row)) {
      case TEXT -> text(column, row, faults);
      case INTEGER, REAL -> number(column, row, micros(unit, column, row), faults);
      default -> {
        faults.row(column, row, () -> "expected a time: ISO 8601 text, or a number of " + unit);
        yield 0;
      }
    };
  }

  private long text(RawColumn column, int row, Faults faults) {
    long micros = parser.parse(column.text(), column.textStart(row), column.textLength(row));
    if (micros == TimeParser.UNREADABLE || micros < FIRST || micros > LAST) {
      faults.row(
          column, row, () -> "expected a time of the years 1678 to 2261, such as ISO 8601 text");
      return 0;
    }
    return micros;
  }

  private long number(RawColumn column, int row, long micros, Faults faults) {
    if (!isPlausible(micros)) {
      faults.row(column, row, () -> implausible(column, row));
      return 0;
    }
    return micros;
  }

  private String implausible(RawColumn column, int row) {
    var looksLike =
        Arrays.stream(TimeUnitOfIntegers.values())
            .filter(other -> isPlausible(micros(other, column, row)))
            .findFirst();
    return "as "
        + unit
        + " since the epoch the number lies outside the years 1971 to 2261"
        + looksLike.map(other -> " and looks like " + other).orElse("")
        + "; send ISO 8601 text, or set push.integerTimeUnit to the unit that is meant";
  }

  private static boolean isPlausible(long micros) {
    return micros >= SUSPICIOUS && micros <= LAST;
  }

  private static long micros(TimeUnitOfIntegers unit, RawColumn column, int row) {
    return column.kind(row) == Kind.INTEGER
        ? unit.micros(column.integer(row))
        : unit.micros(column.real(row));
  }

  private static long micros(String iso) {
    return Instant.parse(iso).getEpochSecond() * 1_000_000;
  }
}
