package dev.penstock.ingress.kafka.format;

import dev.penstock.json.JsonWriter;
import java.util.Optional;

/// What an integer counts that stands for a time. It becomes ISO 8601 text, which says it whatever
/// unit columns of times are taken to be in; what is finer than a microsecond is cut off.
public enum TimeMeaning {
  DATE,
  MILLIS_OF_DAY,
  MICROS_OF_DAY,
  NANOS_OF_DAY,
  MILLIS,
  MICROS,
  NANOS,
  /// Since an epoch of no zone.
  LOCAL_MILLIS,
  LOCAL_MICROS,
  LOCAL_NANOS;

  /// What the name of a Kafka Connect schema says; Debezium's are such names too.
  public static Optional<TimeMeaning> ofConnectName(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" -> DATE;
          case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time" -> MILLIS_OF_DAY;
          case "io.debezium.time.MicroTime" -> MICROS_OF_DAY;
          case "io.debezium.time.NanoTime" -> NANOS_OF_DAY;
          case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp" -> MILLIS;
          case "io.debezium.time.MicroTimestamp" -> MICROS;
          case "io.debezium.time.NanoTimestamp" -> NANOS;
          default -> null;
        });
  }

  /// Writes an integer as the time that it means.
  public void write(JsonWriter out, long value) {
    var text = new IsoText();
    switch (this) {
      case DATE -> text.date(value);
      case MILLIS_OF_DAY -> text.clock(fromMillis(value));
      case MICROS_OF_DAY -> text.clock(value);
      case NANOS_OF_DAY -> text.clock(Math.floorDiv(value, 1_000));
      case MILLIS -> text.time(fromMillis(value));
      case MICROS -> text.time(value);
      case NANOS -> text.time(Math.floorDiv(value, 1_000));
      case LOCAL_MILLIS -> text.local(fromMillis(value));
      case LOCAL_MICROS -> text.local(value);
      case LOCAL_NANOS -> text.local(Math.floorDiv(value, 1_000));
    }
    out.text(text.bytes(), 0, text.length());
  }

  /// Milliseconds as microseconds; the farthest ones where 64 bits do not suffice.
  static long fromMillis(long millis) {
    return Math.clamp(millis, Long.MIN_VALUE / 1_000, Long.MAX_VALUE / 1_000) * 1_000;
  }
}
