package dev.penstock.offline.duckdb;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.util.Set;

/// How a column of times is read; one without zone is in UTC.
///
/// @param value SQL of type `TIMESTAMP WITH TIME ZONE`
/// @param stored SQL of what is compared with the ends of windows: the column itself where that
///   lets whole parts of files be passed over
/// @param maker makes an end of a window from microseconds
record TimeReading(String value, String stored, String maker) {
  private static final Set<String> TYPES =
      Set.of(
          ColumnType.TIME,
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMPTZ_NS",
          "TIMESTAMP_NS WITH TIME ZONE",
          "DATE");

  /// The least and greatest times that DuckDB has.
  private static final long LEAST = -9_223_372_022_400_000_000L;

  private static final long GREATEST = Long.MAX_VALUE - 1;

  static boolean isTime(String type) {
    return TYPES.contains(type);
  }

  static TimeReading of(String name, String type, String column, Relation relation) {
    if (type.equals(ColumnType.TIME)) {
      return new TimeReading(column, column, "make_timestamptz");
    }
    if (type.equals("TIMESTAMP")) {
      return new TimeReading(cast(column), column, "make_timestamp");
    }
    if (isTime(type)) {
      return new TimeReading(cast(column), cast(column), "make_timestamptz");
    }
    if (type.equals("VARCHAR")) {
      String parsed = "try_cast(" + column + " AS TIMESTAMPTZ)";
      return new TimeReading(parsed, parsed, "make_timestamptz");
    }
    throw new PushException(
        FailureKind.INVALID,
        "column \"%s\" of %s is %s, which is no time".formatted(name, relation.place(), type));
  }

  String between(long from, long to) {
    return "%s BETWEEN %s AND %s".formatted(stored, end(from), end(to));
  }

  /// SQL of microseconds since the epoch; null for a time that never comes.
  static String micros(String time) {
    return "CASE WHEN isfinite(%1$s) THEN epoch_us(%1$s) END".formatted(time);
  }

  private String end(long micros) {
    return maker + "(CAST(" + Math.clamp(micros, LEAST, GREATEST) + " AS BIGINT))";
  }

  private static String cast(String column) {
    return "CAST(" + column + " AS TIMESTAMPTZ)";
  }
}
