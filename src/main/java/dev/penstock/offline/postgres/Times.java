package dev.penstock.offline.postgres;

import dev.penstock.encoding.CivilDate;

/// Writes times as PostgreSQL reads them, whatever its `DateStyle`.
///
/// ```text
/// 2026-01-31T12:00:00.5+00   0044-03-15T00:00:00+00 BC
/// ```
final class Times {
  static final long MICROS = 1_000_000;

  /// The first day of PostgreSQL, 4714-11-24 BC; its last is beyond what a long can say.
  static final long EARLIEST = -210_866_803_200_000_000L;

  private static final long SECONDS_PER_DAY = 86_400;

  private Times() {}

  /// A time as text; one before the first day becomes that day.
  ///
  /// @param micros since the epoch, UTC
  static String text(long micros, ColumnType type) {
    var out = new Literal(64);
    write(out, Math.max(micros, EARLIEST), type);
    String array = out.toBuffer().toString();
    return array.substring(1, array.length() - 1);
  }

  /// @param micros since the epoch, UTC
  static void write(Literal out, long micros, ColumnType type) {
    if (micros < EARLIEST) {
      throw new RefusedValue("is a time before 4714-11-24 BC");
    }
    if (micros % type.step() != 0) {
      throw new RefusedValue("is a time more exact than the column");
    }
    long seconds = Math.floorDiv(micros, MICROS);
    boolean afterChrist = date(out, Math.floorDiv(seconds, SECONDS_PER_DAY));
    if (type.kind() != ColumnType.Kind.DATE) {
      timeOfDay(out, Math.floorMod(seconds, SECONDS_PER_DAY), Math.floorMod(micros, MICROS));
      if (type.kind() == ColumnType.Kind.TIMESTAMPTZ) {
        out.ascii("+00");
      }
    }
    if (!afterChrist) {
      out.ascii(" BC");
    }
  }

  private static void timeOfDay(Literal out, long second, long fraction) {
    out.put('T');
    out.digits(second / 3600, 2);
    out.put(':');
    out.digits(second / 60 % 60, 2);
    out.put(':');
    out.digits(second % 60, 2);
    if (fraction != 0) {
      out.put('.');
      out.digits(fraction, 6);
    }
  }

  /// Tells whether the date is after Christ.
  private static boolean date(Literal out, long epochDay) {
    var date = CivilDate.of(epochDay);
    out.digits(date.year() > 0 ? date.year() : 1 - date.year(), 4);
    out.put('-');
    out.digits(date.month(), 2);
    out.put('-');
    out.digits(date.day(), 2);
    return date.year() > 0;
  }
}
