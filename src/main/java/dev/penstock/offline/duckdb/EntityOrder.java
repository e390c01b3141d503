package dev.penstock.offline.duckdb;

import dev.penstock.encoding.ProtoReader;
import dev.penstock.encoding.ValueReader;
import dev.penstock.model.ByteColumn;
import dev.penstock.offline.ScanPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Where entities are in the order of a scan: numbers and texts are their own texts, bytes are in
/// hex.
final class EntityOrder {
  private EntityOrder() {}

  /// The position of a row.
  static ScanPosition position(List<Reading> keys, List<ByteColumn> values, int row) {
    var texts = new ArrayList<String>();
    for (int key = 0; key < keys.size(); key++) {
      texts.add(text(keys.get(key), values.get(key), row));
    }
    return new ScanPosition(texts);
  }

  /// SQL that is true for what is behind a position.
  static String behind(ScanPosition position, List<Reading> readings) {
    var keys = position.keys();
    String condition = keys.isEmpty() ? "true" : "false";
    for (int key = keys.size() - 1; key >= 0; key--) {
      String name = "k" + key;
      String value = literal(readings.get(key), keys.get(key));
      condition = "(%1$s >= %2$s AND (%1$s > %2$s OR %3$s))".formatted(name, value, condition);
    }
    return condition;
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
