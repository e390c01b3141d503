package dev.penstock.encoding;

/// A date of the Gregorian calendar, counted by eras of 400 years that begin on March 1st, so that
/// the leap day comes last.
///
/// @param month 1 to 12
/// @param day of the month, 1 to 31
public record CivilDate(long year, int month, int day) {
  private static final int YEARS_PER_ERA = 400;
  private static final int DAYS_PER_ERA = 146_097;
  private static final int DAYS_BEFORE_EPOCH = 719_468;

  /// The date of a count of days since the epoch.
  public static CivilDate of(long epochDay) {
    long shifted = epochDay + DAYS_BEFORE_EPOCH;
    long era = Math.floorDiv(shifted, DAYS_PER_ERA);
    int dayOfEra = Math.floorMod(shifted, DAYS_PER_ERA);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shiftedMonth = (5 * dayOfYear + 2) / 153;
    int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    return new CivilDate(
        yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0),
        month,
        dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
  }

  /// Whether the calendar has such a date.
  public boolean exists() {
    return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth();
  }

  /// Days since the epoch.
  public long epochDay() {
    long shifted = month > 2 ? year : year - 1;
    long era = Math.floorDiv(shifted, YEARS_PER_ERA);
    int yearOfEra = Math.floorMod(shifted, YEARS_PER_ERA);
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_EPOCH;
  }

  private int daysOfMonth() {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }
}
