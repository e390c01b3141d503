package dev.penstock.offline.postgres;

import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// How values of each Feast type are read from columns of each type: the way back from [Cells].
final class Readings {
  private static final int SECONDS = 1 << 3;
  private static final int ZONE = 2 << 3 | 2;

  private Readings() {}

  /// What reads values of a type from a column; empty where they do not go together. One thread's.
  static Optional<Reading> of(ValueType type, ColumnType column) {
    var element = type.element().filter(each -> each.shape() == ValueType.Shape.SCALAR);
    if (column.array()) {
      return element.flatMap(each -> ArrayReadings.of(type, each, column));
    }
    if (type.shape() == ValueType.Shape.SCALAR) {
      return scalar(type, column);
    }
    boolean isJson =
        column.kind() == ColumnType.Kind.JSON
            || (element.isEmpty() && column.kind() == ColumnType.Kind.TEXT);
    return isJson ? Optional.of(JsonReadings.of(type)) : Optional.empty();
  }

  private static Optional<Reading> scalar(ValueType type, ColumnType column) {
    return switch (type) {
      case INT32, INT64, UNIX_TIMESTAMP, BOOL ->
          NumberReadings.integer(type, column)
              .map(reading ->
                  (bytes, start, length, out) ->
                      ValueWriter.integer(out, type, reading.read(bytes, start, length)));
      case DOUBLE, FLOAT ->
          NumberReadings.real(type, column)
              .map(reading ->
                  (bytes, start, length, out) ->
                      real(type, reading.read(bytes, start, length), out));
      case ZONED_TIMESTAMP -> zoned(column);
      default ->
          TextReadings.of(type, column)
              .map(reading ->
                  (bytes, start, length, out) ->
                      reading.read(
                          bytes,
                          start,
                          length,
                          (text, at, count) -> ValueWriter.delimited(out, type, text, at, count)));
    };
  }

  /// NaN is null, as in Feast (contract 2.7).
  private static void real(ValueType type, double value, ByteColumn.Builder out) {
    if (Double.isNaN(value)) {
      return;
    }
    if (type == ValueType.FLOAT) {
      ValueWriter.floatNumber(out, type, (float) value);
    } else {
      ValueWriter.doubleNumber(out, type, value);
    }
  }

  /// An instant with its zone; a `timestamptz` has none but UTC.
  private static Optional<Reading> zoned(ColumnType column) {
    return switch (column.kind()) {
      case TIMESTAMPTZ ->
          Optional.of((bytes, start, length, out) ->
              put(
                  out,
                  Math.floorDiv(TimeColumn.micros(bytes, start, length), Times.MICROS),
                  "UTC"));
      case TEXT -> Optional.of(Readings::zonedText);
      default -> Optional.empty();
    };
  }

  private static void zonedText(byte[] bytes, int start, int length, ByteColumn.Builder out) {
    try {
      var time =
          OffsetDateTime.parse(new String(bytes, start, length, StandardCharsets.UTF_8).strip());
      var offset = time.getOffset();
      put(
          out,
          time.toEpochSecond(),
          offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset.getId());
    } catch (DateTimeException noTime) {
      throw new RefusedValue("is a text that is no time with an offset");
    }
  }

  private static void put(ByteColumn.Builder out, long seconds, String zone) {
    var message = new ByteColumn.Builder(0, 32);
    byte[] name = zone.getBytes(StandardCharsets.UTF_8);
    message.put(SECONDS);
    message.putVarint(seconds);
    message.put(ZONE);
    message.putVarint(name.length);
    message.put(name, 0, name.length);
    ValueWriter.delimited(out, ValueType.ZONED_TIMESTAMP, message.array(), 0, message.length());
  }
}
