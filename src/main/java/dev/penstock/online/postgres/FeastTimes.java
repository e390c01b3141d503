package dev.penstock.online.postgres;

import dev.penstock.model.OnlineRows;
import dev.penstock.postgres.Quoted;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Times on their way to and from `timestamptz`, microsecond by microsecond, whatever the time zone
/// of the session is: they travel as local times, and the statement itself names the zone. That is
/// UTC, or the one by which Feast has shifted all times of the database (contract 4.1).
final class FeastTimes {
  /// 2000-01-01, from which PostgreSQL counts.
  private static final long POSTGRES_EPOCH = 946_684_800_000_000L;

  /// 10000-01-01: Feast stores a missing time as some instant after it.
  private static final long BEYOND = 253_402_300_800_000_000L;

  private final String zone;

  FeastTimes(ZoneId zone) {
    // PostgreSQL takes the sign of an offset the other way round when it is written as a zone.
    this.zone =
        zone.normalized() instanceof ZoneOffset offset
            ? "INTERVAL '" + offset.getTotalSeconds() + " seconds'"
            : Quoted.text(zone.getId());
  }

  /// A local time as the instant that is stored; a stored instant as the local time, of whose eight
  /// bytes [#micros(long)] makes sense.
  String shifted(String time) {
    return time + " AT TIME ZONE " + zone;
  }

  /// A stored time as the rows are ordered by it: one that is missing is before all others.
  static String ordered(String column) {
    return "CASE WHEN %s < '10000-01-01 00:00:00+00' THEN %s ELSE '-infinity' END"
        .formatted(column, column);
  }

  static @Nullable LocalDateTime local(long micros) {
    return micros == OnlineRows.NO_CREATED_TIME
        ? null
        : LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            Math.floorMod(micros, 1_000_000) * 1_000,
            ZoneOffset.UTC);
  }

  /// Microseconds since 1970 of what PostgreSQL sends; [OnlineRows#NO_CREATED_TIME] for none.
  static long micros(long sent) {
    boolean none = sent >= BEYOND - POSTGRES_EPOCH || sent == Long.MIN_VALUE; // or -infinity
    return none ? OnlineRows.NO_CREATED_TIME : sent + POSTGRES_EPOCH;
  }
}
