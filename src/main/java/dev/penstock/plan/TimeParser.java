package dev.penstock.plan;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// Reads times from text: every form of ISO 8601, and a few others that Feast guesses. A time
/// without an offset is UTC; what is finer than a microsecond is cut off.
public final class TimeParser {
  /// Stands for text that is no time, or one outside the years 1678 to 2261.
  public static final long UNREADABLE = Long.MAX_VALUE;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int FIRST_YEAR = 1678;
  private static final int LAST_YEAR = 2261;
  private static final int LONGEST = 64;
  private static final List<DateTimeFormatter> OTHERS =
      List.of("M/d/uuuu[ H:mm[:ss]]", "d MMM uuuu[ H:mm[:ss]]", "MMM d[,] uuuu[ H:mm[:ss]]")
          .stream()
          .map(TimeParser::formatter)
          .toList();

  private final InstantSource clock;

  /// @param clock what the word `now` means
  public TimeParser(InstantSource clock) {
    this.clock = clock;
  }

  /// The time that UTF-8 text says, in microseconds since the epoch.
  public long parse(byte[] text, int start, int length) {
    if (length > LONGEST) {
      return UNREADABLE;
    }
    long iso = new IsoTime(text, start, start + length).micros();
    return iso == UNREADABLE
        ? other(new String(text, start, length, StandardCharsets.UTF_8).strip())
        : iso;
  }

  private long other(String text) {
    if (text.equals("now")) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
    for (var format : OTHERS) {
      try {
        var time = LocalDateTime.parse(text, format);
        return time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR
            ? UNREADABLE
            : time.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND;
      } catch (DateTimeException anotherFormat) {
        // The next one may fit.
      }
    }
    return UNREADABLE;
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .parseDefaulting(java.time.temporal.ChronoField.HOUR_OF_DAY, 0)
        .parseDefaulting(java.time.temporal.ChronoField.MINUTE_OF_HOUR, 0)
        .parseDefaulting(java.time.temporal.ChronoField.SECOND_OF_MINUTE, 0)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /// One reading of ISO 8601, straight from the bytes.
  private static final class IsoTime {
    private final byte[] text;
    private final int end;
    private int at;
    private boolean valid = true;

    IsoTime(byte[] text, int start, int end) {
      this.text = text;
      this.at = start;
      this.end = end;
    }

    long micros() {
      int year = digits(4);
      boolean extended = take('-');
      int month = digits(2);
      if (extended) {
        expect('-');
      }
      int day = digits(2);
      long second = at < end ? timeOfDay() : 0;
      long micro = fraction();
      long offset = offset();
      if (!valid || at != end || !isDate(year, month, day)) {
        return UNREADABLE;
      }
      long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + second - offset;
      return seconds * MICROS_PER_SECOND + micro;
    }

    private long timeOfDay() {
      valid &= take('T') || take(' ') || take('t');
      int hour = digits(2);
      boolean extended = take(':');
      int minute = 0;
      int second = 0;
      if (extended || isDigit()) {
        minute = digits(2);
        boolean more = extended ? take(':') : isDigit();
        second = more ? digits(2) : 0;
      }
      valid &= hour < 24 && minute < 60 && second < 60;
      return hour * 3600L + minute * 60L + second;
    }

    private long fraction() {
      if (!take('.') && !take(',')) {
        return 0;
      }
      long micros = 0;
      int places = 0;
      for (; isDigit(); at++, places++) {
        if (places < 6) {
          micros = micros * 10 + (text[at] - '0');
        }
      }
      valid &= places > 0;
      for (int place = places; place < 6; place++) {
        micros *= 10;
      }
      return micros;
    }

    private long offset() {
      if (at == end || take('Z') || take('z')) {
        return 0;
      }
      int sign = take('-') ? -1 : take('+') ? 1 : 0;
      int hours = digits(2);
      boolean extended = take(':');
      int minutes = extended || isDigit() ? digits(2) : 0;
      valid &= sign != 0 && hours < 24 && minutes < 60;
      return sign * (hours * 3600L + minutes * 60L);
    }

    private int digits(int count) {
      int value = 0;
      for (int place = 0; place < count; place++) {
        if (!isDigit()) {
          valid = false;
          return 0;
        }
        value = value * 10 + (text[at++] - '0');
      }
      return value;
    }

    private boolean isDigit() {
      return at < end && text[at] >= '0' && text[at] <= '9';
    }

    private boolean take(char wanted) {
      if (at < end && text[at] == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      valid &= take(wanted);
    }

    private static boolean isDate(int year, int month, int day) {
      return year >= FIRST_YEAR
          && year <= LAST_YEAR
          && month >= 1
          && month <= 12
          && day >= 1
          && day <= java.time.YearMonth.of(year, month).lengthOfMonth();
    }
  }
}
