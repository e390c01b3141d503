package dev.penstock.plan;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;

/// Turns a column of times into microseconds since the epoch (contract 2.6, with its decisions
/// marked P): each value by itself, whatever the others look like.
public final class TimeConverter {
  /// Numbers before this are almost certainly in another unit than was assumed.
  private static final long SUSPICIOUS = micros("1971-01-01T00:00:00Z");

  private static final long FIRST = micros("1678-01-01T00:00:00Z");
  private static final long LAST = micros("2262-01-01T00:00:00Z") - 1;

  /// Stands for what is no time; smaller than every time.
  private static final long NO_TIME = Long.MIN_VALUE;

  private final TimeParser parser;
  private final TimeUnitOfIntegers unit;

  /// @param unit what an integer counts
  public TimeConverter(TimeParser parser, TimeUnitOfIntegers unit) {
    this.parser = parser;
    this.unit = unit;
  }

  /// Event times, which no row may lack.
  ///
  /// @param users who takes times from the column, for a message
  public long[] eventTimes(RawColumn column, Faults faults, Supplier<String> users) {
    var times = new long[column.rows()];
    for (int row = 0; row < times.length; row++) {
      if (isMissing(column, row)) {
        faults.row(column, row, () -> "an event time is required by " + users.get() + ", not null");
      } else {
        times[row] = time(column, row, faults, "an event time", users);
      }
    }
    return times;
  }

  /// Created times; null is [OnlineRows#NO_CREATED_TIME].
  ///
  /// @param users who takes times from the column, for a message
  long[] createdTimes(RawColumn column, Faults faults, Supplier<String> users) {
    var times = new long[column.rows()];
    for (int row = 0; row < times.length; row++) {
      times[row] =
          isMissing(column, row)
              ? OnlineRows.NO_CREATED_TIME
              : time(column, row, faults, "a created time", users);
    }
    return times;
  }

  private static boolean isMissing(RawColumn column, int row) {
    return column.isNull(row) || (column.kind(row) == Kind.TEXT && column.textLength(row) == 0);
  }

  private long time(RawColumn column, int row, Faults faults, String what, Supplier<String> users) {
    long micros = micros(column, row);
    if (micros != NO_TIME) {
      return micros;
    }
    faults.row(
        column, row, () -> "expected " + what + " for " + users.get() + ": " + reason(column, row));
    return 0;
  }

  private long micros(RawColumn column, int row) {
    return switch (column.kind(row)) {
      case TEXT -> {
        long micros = parser.parse(column.text(), column.textStart(row), column.textLength(row));
        yield micros != TimeParser.UNREADABLE && micros >= FIRST && micros <= LAST
            ? micros
            : NO_TIME;
      }
      case INTEGER, REAL -> {
        long micros = micros(unit, column, row);
        yield isPlausible(micros) ? micros : NO_TIME;
      }
      default -> NO_TIME;
    };
  }

  private String reason(RawColumn column, int row) {
    return switch (column.kind(row)) {
      case TEXT -> "the text is no time of the years 1678 to 2261; send ISO 8601 text";
      case INTEGER, REAL -> implausible(column, row);
      default -> "send ISO 8601 text, or a number of " + unit;
    };
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
