package dev.penstock.online.sqlite;

import dev.penstock.model.OnlineRows;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// Times as Feast keeps them in SQLite: whole seconds since the epoch. Those are the seconds of
/// UTC, or shifted by the time zone of the Feast process that wrote them (contract 4.2).
final class FeastTimes {
  /// 10000-01-01: beyond it nothing is a time to Feast.
  private static final long BEYOND = 253_402_300_800L;

  private static final long SECOND = 1_000_000;

  private final ZoneId zone;

  FeastTimes(ZoneId zone) {
    this.zone = zone.normalized();
  }

  /// The whole seconds, cut off toward the epoch as Python's `int` does.
  ///
  /// @param micros an instant
  long seconds(long micros) {
    return (micros - offset(micros) * SECOND) / SECOND;
  }

  /// The instant that stored seconds stand for; [OnlineRows#NO_CREATED_TIME] when they stand for
  /// none.
  long micros(long seconds) {
    if (seconds >= BEYOND || seconds <= -BEYOND) {
      return OnlineRows.NO_CREATED_TIME;
    }
    if (zone.equals(ZoneOffset.UTC)) {
      return seconds * SECOND;
    }
    long offset = zone.getRules().getOffset(Instant.ofEpochSecond(seconds)).getTotalSeconds();
    return (seconds + offset) * SECOND;
  }

  /// By how much local time is ahead when the clock on the wall shows the instant's time in UTC.
  private long offset(long micros) {
    if (zone.equals(ZoneOffset.UTC)) {
      return 0;
    }
    var wall = LocalDateTime.ofEpochSecond(Math.floorDiv(micros, SECOND), 0, ZoneOffset.UTC);
    // Of a time that is on the wall twice or never this takes the same one as Python.
    return wall.toEpochSecond(ZoneOffset.UTC)
        - ZonedDateTime.ofLocal(wall, zone, null).toEpochSecond();
  }
}
