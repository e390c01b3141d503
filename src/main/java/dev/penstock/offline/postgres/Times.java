package dev.penstock.offline.postgres;

/// Writes times as PostgreSQL reads them, whatever its `DateStyle`.
///
/// ```text
/// 2026-01-31T12:00:00.5+00   0044-03-15T00:00:00+00 BC
/// ```
final class Times {
  static final long MICROS = 1_000_000;

  /// The first day of PostgreSQL, 4714-11-24 BC; its last is beyond what a long can say.
  private static final long EARLIEST = -210_866_803_200_000_000L;

  private static final long SECONDS_PER_DAY = 86_400;
  private static final int DAYS_PER_ERA = 146_097;
  private static final int DAYS_BEFORE_EPOCH = 719_468;

  private Times() {}

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

  /// The civil date of a day count, by eras of 400 years that begin on March 1st, so that the leap
  /// day comes last; tells whether it is after Christ.
  private static boolean date(Literal out, long epochDay) {
    long shifted = epochDay + DAYS_BEFORE_EPOCH;
    long era = Math.floorDiv(shifted, DAYS_PER_ERA);
    int dayOfEra = Math.floorMod(shifted, DAYS_PER_ERA);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shiftedMonth = (5 * dayOfYear + 2) / 153;
    int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    out.digits(year > 0 ? year : 1 - year, 4);
    out.put('-');
    out.digits(month, 2);
    out.put('-');
    out.digits(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2);
    return year > 0;
  }
}
