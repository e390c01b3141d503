package dev.penstock.offline.duckdb;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.util.Set;

/// How a column of times is read; one without zone is in UTC, and what is finer than a microsecond
/// is cut off.
///
/// @param value SQL of type `TIMESTAMP WITH TIME ZONE`
/// @param stored SQL of what is compared with the ends of windows: the column itself where that
///   lets whole parts of files be passed over
/// @param unit of the ends
record TimeReading(String value, String stored, Unit unit) {
  private static final Set<String> NANOS = Set.of("TIMESTAMP_NS", "TIMESTAMPTZ_NS");
  private static final Set<String> MICROS =
      Set.of(ColumnType.TIME, "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "DATE");

  /// SQL that makes an end of a window from a number of microseconds, or of nanoseconds.
  enum Unit {
    ZONED_MICROS("make_timestamptz(%d::BIGINT)", 1),
    MICROS("make_timestamp(%d::BIGINT)", 1),
    ZONED_NANOS("CAST(make_timestamp_ns(%d::BIGINT) AS TIMESTAMPTZ_NS)", 1_000),
    NANOS("make_timestamp_ns(%d::BIGINT)", 1_000);

    private final String sql;
    private final long perMicro;

    Unit(String sql, long perMicro) {
      this.sql = sql;
      this.perMicro = perMicro;
    }

    private String first(long micros) {
      return sql.formatted(Math.clamp(micros, LEAST / perMicro, GREATEST / perMicro) * perMicro);
    }

    /// The last instant within a microsecond.
    private String last(long micros) {
      return sql.formatted(
          Math.clamp(micros, LEAST / perMicro, GREATEST / perMicro - perMicro + 1) * perMicro
              + perMicro
              - 1);
    }
  }

  /// The least and greatest times that DuckDB has.
  private static final long LEAST = -9_223_372_022_400_000_000L;

  private static final long GREATEST = Long.MAX_VALUE - 1;

  static boolean isTime(String type) {
    return MICROS.contains(type) || NANOS.contains(type);
  }

  static TimeReading of(String name, String type, String column, Relation relation) {
    if (isTime(type)) {
      var unit =
          switch (type) {
            case "TIMESTAMP" -> Unit.MICROS;
            case "TIMESTAMP_NS" -> Unit.NANOS;
            case "TIMESTAMPTZ_NS" -> Unit.ZONED_NANOS;
            default -> Unit.ZONED_MICROS;
          };
      String stored = unit == Unit.ZONED_MICROS ? utc(type, column) : column;
      return new TimeReading(utc(type, column), stored, unit);
    }
    if (type.equals("VARCHAR")) {
      String parsed = "try_cast(" + column + " AS TIMESTAMPTZ)";
      return new TimeReading(parsed, parsed, Unit.ZONED_MICROS);
    }
    throw new PushException(
        FailureKind.INVALID,
        "column \"%s\" of %s is %s, which is no time".formatted(name, relation.place(), type));
  }

  String between(long from, long to) {
    return "%s BETWEEN %s AND %s".formatted(stored, unit.first(from), unit.last(to));
  }

  /// SQL of a column of times as `TIMESTAMP WITH TIME ZONE`. A cast of nanoseconds would round.
  static String utc(String type, String column) {
    if (type.equals(ColumnType.TIME)) {
      return column;
    }
    return NANOS.contains(type)
        ? "make_timestamptz((epoch_ns(%1$s) - ((epoch_ns(%1$s) %% 1000 + 1000) %% 1000)) // 1000)"
            .formatted(column)
        : "CAST(" + column + " AS TIMESTAMPTZ)";
  }

  /// SQL of microseconds since the epoch; null for a time that never comes.
  static String micros(String time) {
    return "CASE WHEN isfinite(%1$s) THEN epoch_us(%1$s) END".formatted(time);
  }
}
