package dev.penstock.plan;

import java.nio.charset.StandardCharsets;
import java.text.ParsePosition;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;

/// Reads times from text: the calendar forms of ISO 8601, and a few others that Feast guesses. A
/// time without an offset is UTC; what is finer than a microsecond is cut off.
public final class TimeParser {
  /// Stands for text that is no time, or one outside the years 1678 to 2261.
  public static final long UNREADABLE = Long.MAX_VALUE;

  private static final int LONGEST = 64;
  private static final List<DateTimeFormatter> OTHERS =
      List.of(
          formatter("M/d/uuuu[ H:mm[:ss]]"),
          formatter("uuuu/M/d[ H:mm[:ss]]"),
          formatter("d MMMM uuuu[ H:mm[:ss]]"),
          formatter("MMMM d[,] uuuu[ H:mm[:ss]]"),
          formatter("EEE, d MMM uuuu H:mm:ss 'GMT'"),
          formatter("d MMM uuuu[ H:mm[:ss]]"),
          formatter("MMM d[,] uuuu[ H:mm[:ss]]"));

  private final InstantSource clock;

  /// @param clock what the word `now` means
  public TimeParser(InstantSource clock) {
    this.clock = clock;
  }

  /// The time that UTF-8 text says, in microseconds since the epoch. Space around it does not
  /// count.
  public long parse(byte[] text, int start, int length) {
    int from = start;
    int to = start + length;
    while (from < to && isSpace(text[from])) {
      from++;
    }
    while (from < to && isSpace(text[to - 1])) {
      to--;
    }
    if (to - from > LONGEST) {
      return UNREADABLE;
    }
    long iso = new IsoTime(text, from, to).micros();
    return iso == UNREADABLE
        ? other(new String(text, from, to - from, StandardCharsets.UTF_8))
        : iso;
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || (octet >= '\t' && octet <= '\r');
  }

  private long other(String text) {
    if (text.equals("now")) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
    for (var format : OTHERS) {
      // A table may hold a million texts that are no time: no exception tells of each.
      var end = new ParsePosition(0);
      var fields = format.parseUnresolved(text, end);
      if (fields != null && end.getIndex() == text.length()) {
        return micros(fields);
      }
    }
    return UNREADABLE;
  }

  /// The fields are not checked yet, and may be any numbers.
  private static long micros(TemporalAccessor fields) {
    int hour = number(fields, ChronoField.HOUR_OF_DAY);
    int minute = number(fields, ChronoField.MINUTE_OF_HOUR);
    int second = number(fields, ChronoField.SECOND_OF_MINUTE);
    return IsoTime.isTimeOfDay(hour, minute, second)
        ? IsoTime.micros(
            number(fields, ChronoField.YEAR),
            number(fields, ChronoField.MONTH_OF_YEAR),
            number(fields, ChronoField.DAY_OF_MONTH),
            hour * 3600L + minute * 60L + second)
        : UNREADABLE;
  }

  private static int number(TemporalAccessor fields, ChronoField field) {
    return Math.clamp(fields.getLong(field), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
        .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
        .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
        .toFormatter(Locale.ENGLISH);
  }
}
