package dev.penstock.offline.duckdb;

import dev.penstock.encoding.ProtoReader;
import dev.penstock.encoding.ValueJson;
import dev.penstock.encoding.ValueReader;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.duckdb.DuckDBAppender;

/// Appends one encoded value, which is not null, in the column's own type.
@FunctionalInterface
public interface Cell {
  ValueJson JSON = new ValueJson(ValueJson.NonFinite.TEXT);

  void append(DuckDBAppender out, byte[] bytes, int start, int length) throws SQLException;

  /// What appends the values of a type; used by one thread.
  static Cell of(ValueType type) {
    return type.element()
        .filter(element -> element.shape() == ValueType.Shape.SCALAR)
        .map(ListCells::of)
        .orElseGet(() -> scalar(type));
  }

  static byte[] octets(ProtoReader text) {
    int start = text.position();
    return Arrays.copyOfRange(text.bytes(), start, start + text.remaining());
  }

  static String text(ProtoReader text) {
    return new String(text.bytes(), text.position(), text.remaining(), StandardCharsets.UTF_8);
  }

  private static Cell scalar(ValueType type) {
    return switch (type) {
      case BYTES, IMAGE_BYTES, PDF_BYTES ->
          (out, bytes, start, length) -> out.append(octets(ValueReader.text(bytes, start, length)));
      case STRING, UUID, TIME_UUID, DECIMAL, JSON ->
          (out, bytes, start, length) -> out.append(text(ValueReader.text(bytes, start, length)));
      case INT32 ->
          (out, bytes, start, length) ->
              out.append((int) ValueReader.integer(bytes, start, length));
      case INT64, UNIX_TIMESTAMP ->
          (out, bytes, start, length) -> out.append(ValueReader.integer(bytes, start, length));
      case DOUBLE ->
          (out, bytes, start, length) -> out.append(ValueReader.doubleNumber(bytes, start, length));
      case FLOAT ->
          (out, bytes, start, length) -> out.append(ValueReader.floatNumber(bytes, start, length));
      case BOOL ->
          (out, bytes, start, length) -> out.append(ValueReader.integer(bytes, start, length) != 0);
      default -> Cell::json;
    };
  }

  private static void json(DuckDBAppender out, byte[] bytes, int start, int length)
      throws SQLException {
    var json = new JsonWriter();
    JSON.write(json, bytes, start, length);
    out.append(json.toString());
  }
}
