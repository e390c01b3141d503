package dev.penstock.offline.duckdb;

import dev.penstock.encoding.ProtoReader;
import dev.penstock.encoding.ValueReader;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// The entity that a scan has come to: the values of its join keys, numbers and texts as they are,
/// bytes in hex.
///
/// ```text
/// ["1001","Bern"]     or [] before the first
/// ```
record Position(List<String> keys) {
  static final Position START = new Position(List.of());

  Position {
    keys = List.copyOf(keys);
  }

  /// - **Fails** by throwing `INVALID` when the text is no position of such keys.
  static Position parse(String text, List<Reading> keys) {
    try {
      byte[] json = text.getBytes(StandardCharsets.UTF_8);
      var reader = new JsonReader(json, 0, json.length, 2);
      var values = new ArrayList<String>();
      var token = reader.next();
      while (token == Token.ARRAY_START || token == Token.TEXT) {
        if (token == Token.TEXT) {
          values.add(reader.text());
        }
        token = reader.next();
      }
      if (token == Token.ARRAY_END && (values.isEmpty() || values.size() == keys.size())) {
        return new Position(values);
      }
    } catch (JsonException noJson) {
      // As good as any other text that is no position.
    }
    throw new PushException(
        FailureKind.INVALID, "\"" + text + "\" is no position of a scan of this view");
  }

  /// The position of a row.
  static Position of(List<Reading> keys, List<ByteColumn> values, int row) {
    var texts = new ArrayList<String>();
    for (int key = 0; key < keys.size(); key++) {
      texts.add(text(keys.get(key), values.get(key), row));
    }
    return new Position(texts);
  }

  /// SQL that is true for what is behind this.
  String condition(List<Reading> readings) {
    String condition = keys.isEmpty() ? "true" : "false";
    for (int key = keys.size() - 1; key >= 0; key--) {
      String name = "k" + key;
      String value = literal(readings.get(key), keys.get(key));
      condition = "(%1$s >= %2$s AND (%1$s > %2$s OR %3$s))".formatted(name, value, condition);
    }
    return condition;
  }

  String json() {
    return keys.stream()
        .map(key -> {
          var json = new JsonWriter();
          json.text(key);
          return json.toString();
        })
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String text(Reading key, ByteColumn values, int row) {
    byte[] bytes = values.bytes();
    int start = values.start(row);
    int length = values.length(row);
    return switch (key.form()) {
      case INTEGER, BIGINT -> Long.toString(ValueReader.integer(bytes, start, length));
      case OCTETS -> HexFormat.of().formatHex(content(ValueReader.text(bytes, start, length)));
      default ->
          new String(content(ValueReader.text(bytes, start, length)), StandardCharsets.UTF_8);
    };
  }

  private static byte[] content(ProtoReader text) {
    int start = text.position();
    return Arrays.copyOfRange(text.bytes(), start, start + text.remaining());
  }

  private static String literal(Reading key, String text) {
    return key.form() == Reading.Form.OCTETS
        ? "unhex(" + Sql.text(text) + ")"
        : "CAST(" + Sql.text(text) + " AS " + key.form().sqlType() + ")";
  }
}
