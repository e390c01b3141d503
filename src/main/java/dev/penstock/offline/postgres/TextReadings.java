package dev.penstock.offline.postgres;

import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.PythonFloat;
import dev.penstock.model.ValueType;
import dev.penstock.offline.postgres.Reading.TextReading;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads texts and bytes from columns of each type. A STRING takes any scalar, as Python spells it
/// (contract 2.7).
final class TextReadings {
  private static final int DEEPEST = 128;

  private TextReadings() {}

  static Optional<TextReading> of(ValueType type, ColumnType column) {
    return switch (type) {
      case BYTES, IMAGE_BYTES, PDF_BYTES ->
          column.kind() == ColumnType.Kind.BYTEA ? asItIs() : Optional.empty();
      case UUID, TIME_UUID ->
          column.kind() == ColumnType.Kind.UUID || column.kind() == ColumnType.Kind.TEXT
              ? asItIs()
              : Optional.empty();
      case JSON -> json(column);
      case DECIMAL -> decimal(column);
      case STRING -> string(column);
      default -> Optional.empty();
    };
  }

  private static Optional<TextReading> asItIs() {
    return Optional.of((bytes, start, length, sink) -> sink.put(bytes, start, length));
  }

  private static Optional<TextReading> json(ColumnType column) {
    return switch (column.kind()) {
      case JSON -> asItIs();
      case TEXT ->
          Optional.of((bytes, start, length, sink) -> {
            if (!isJson(bytes, start, length)) {
              throw new RefusedValue("is a text that is no JSON");
            }
            sink.put(bytes, start, length);
          });
      default -> Optional.empty();
    };
  }

  private static Optional<TextReading> decimal(ColumnType column) {
    return switch (column.kind()) {
      case NUMERIC, TEXT -> asItIs();
      case SMALLINT, INTEGER, BIGINT -> Optional.of(TextReadings::digits);
      default -> Optional.empty();
    };
  }

  private static Optional<TextReading> string(ColumnType column) {
    return switch (column.kind()) {
      case TEXT, UUID, JSON, READ_FROM_TEXT, NUMERIC -> asItIs();
      case SMALLINT, INTEGER, BIGINT -> Optional.of(TextReadings::digits);
      case DOUBLE ->
          Optional.of((bytes, start, length, sink) ->
              put(PythonFloat.text(BinaryNumbers.real(bytes, start, length)), sink));
      case BOOLEAN ->
          Optional.of(
              (bytes, start, length, sink) -> put(bytes[start] == 0 ? "False" : "True", sink));
      default -> Optional.empty();
    };
  }

  private static void digits(byte[] bytes, int start, int length, Reading.Sink sink) {
    put(Long.toString(BinaryNumbers.integer(bytes, start, length)), sink);
  }

  private static void put(String text, Reading.Sink sink) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    sink.put(utf8, 0, utf8.length);
  }

  private static boolean isJson(byte[] text, int start, int length) {
    try {
      var reader = new JsonReader(text, start, start + length, DEEPEST);
      var _ = reader.next();
      reader.skip();
      return reader.next() == Token.END;
    } catch (JsonException noJson) {
      return false;
    }
  }
}
