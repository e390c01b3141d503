package dev.penstock.plan;

import dev.penstock.encoding.CivilDate;

/// One reading of a calendar date, or date and time, of ISO 8601, straight from the bytes:
/// `2026-11-20`, `2026-11`, `20261120T100000Z`, `2026-11-20 10:00:00.5+01:00`. An offset may be set
/// off by a blank, or be the word UTC or GMT.
final class IsoTime {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int FIRST_YEAR = 1678;
  private static final int LAST_YEAR = 2261;

  private final byte[] text;
  private final int end;
  private int at;
  private boolean valid = true;

  IsoTime(byte[] text, int start, int end) {
    this.text = text;
    this.at = start;
    this.end = end;
  }

  /// Microseconds since the epoch, or [TimeParser#UNREADABLE].
  long micros() {
    int year = digits(4);
    boolean extended = take('-');
    boolean yearOnly = !extended && at == end;
    int month = yearOnly ? 1 : digits(2);
    boolean dayless = yearOnly || (extended && at == end);
    if (extended && !dayless) {
      expect('-');
    }
    int day = dayless ? 1 : digits(2);
    long micro = valid && at < end ? timeOfDay() : 0;
    if (!valid || at != end) {
      return TimeParser.UNREADABLE;
    }
    long start = micros(year, month, day, 0);
    return start == TimeParser.UNREADABLE ? start : start + micro;
  }

  /// The instant of a second of a day, or [TimeParser#UNREADABLE] where there is no such date.
  static long micros(int year, int month, int day, long secondOfDay) {
    var date = new CivilDate(year, month, day);
    return year >= FIRST_YEAR && year <= LAST_YEAR && date.exists()
        ? (date.epochDay() * 86_400 + secondOfDay) * MICROS_PER_SECOND
        : TimeParser.UNREADABLE;
  }

  static boolean isTimeOfDay(int hour, int minute, int second) {
    return hour < 24 && minute < 60 && second < 60;
  }

  /// Microseconds from the start of the day, UTC.
  private long timeOfDay() {
    valid &= take('T') || take(' ') || take('t');
    int hour = digits(2);
    boolean extended = take(':');
    int minute = 0;
    int second = 0;
    long fraction = 0;
    if (extended || isDigit()) {
      minute = digits(2);
      if (extended ? take(':') : isDigit()) {
        second = digits(2);
        fraction = fraction();
      }
    }
    valid &= isTimeOfDay(hour, minute, second);
    return (hour * 3600L + minute * 60L + second - offset()) * MICROS_PER_SECOND + fraction;
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
    boolean setOff = take(' ');
    if ((at == end && !setOff) || take('Z') || take('z') || takeWord("UTC") || takeWord("GMT")) {
      return 0;
    }
    int sign = take('-') ? -1 : 1;
    if (sign > 0) {
      expect('+');
    }
    int hours = digits(2);
    int minutes = take(':') || isDigit() ? digits(2) : 0;
    valid &= isTimeOfDay(hours, minutes, 0);
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

  private boolean takeWord(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  private void expect(char wanted) {
    valid &= take(wanted);
  }
}
