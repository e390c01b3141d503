package dev.penstock.encoding;

import dev.penstock.json.JsonWriter;

/// Times in answers: `YYYY-MM-DDTHH:MM:SS`, the shortest exact fraction of 0, 3 or 6 digits, `Z`
/// (contract 1.5.6).
public final class FeastTimestamps {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long SECONDS_PER_DAY = 86_400;

  private FeastTimestamps() {}

  /// Writes a time as a quoted string.
  ///
  /// @param micros since the epoch, UTC
  public static void write(JsonWriter out, long micros) {
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
    int fraction = (int) Math.floorMod(micros, MICROS_PER_SECOND);
    out.raw('"');
    writeDate(out, CivilDate.of(Math.floorDiv(seconds, SECONDS_PER_DAY)));
    int second = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
    out.raw('T');
    digits(out, second / 3600, 2);
    out.raw(':');
    digits(out, second / 60 % 60, 2);
    out.raw(':');
    digits(out, second % 60, 2);
    if (fraction != 0) {
      out.raw('.');
      boolean millis = fraction % 1000 == 0;
      digits(out, millis ? fraction / 1000 : fraction, millis ? 3 : 6);
    }
    out.raw('Z');
    out.raw('"');
  }

  private static void writeDate(JsonWriter out, CivilDate date) {
    digits(out, date.year(), 4);
    out.raw('-');
    digits(out, date.month(), 2);
    out.raw('-');
    digits(out, date.day(), 2);
  }

  private static void digits(JsonWriter out, long value, int count) {
    long power = 1;
    for (int place = 1; place < count; place++) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      out.raw((char) ('0' + value / power % 10));
    }
  }
}
