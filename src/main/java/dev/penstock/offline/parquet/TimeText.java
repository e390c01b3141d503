package dev.penstock.offline.parquet;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Times in ISO 8601 as texts that SQL casts to a type of time; without an offset they are UTC.
final class TimeText {
  private TimeText() {}

  /// Empty when the text is no time, the type none of times, or the time more exact than the type.
  static Optional<String> of(String text, String type) {
    try {
      return switch (type) {
        case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" -> time(text, ChronoUnit.MICROS);
        case "TIMESTAMP_NS", "TIMESTAMPTZ_NS" -> time(text, ChronoUnit.NANOS);
        case FileColumn.MILLIS, FileColumn.ZONED_MILLIS -> time(text, ChronoUnit.MILLIS);
        case "DATE" -> Optional.of(LocalDate.parse(text).toString());
        default -> Optional.empty();
      };
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private static Optional<String> time(String text, ChronoUnit unit) {
    Instant time = instant(text.replace(' ', 'T'));
    return time.truncatedTo(unit).equals(time) ? Optional.of(time.toString()) : Optional.empty();
  }

  private static Instant instant(String text) {
    int clock = text.indexOf('T');
    if (clock < 0) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    boolean offset = text.endsWith("Z") || text.indexOf('+') > 0 || text.indexOf('-', clock) > 0;
    return offset
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }
}
