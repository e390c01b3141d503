package dev.penstock.plan;

import dev.penstock.encoding.ValueWriter;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import dev.penstock.json.PythonFloat;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ValueType;
import org.jspecify.annotations.Nullable;

/// Conversion to JSON features: text that is JSON is kept as it is, an object or array is written
/// as Python's `json.dumps` writes it.
final class JsonElements {
  static final int MAX_DEPTH = 128;

  private JsonElements() {}

  static @Nullable String put(RawColumn column, int row, ByteColumn.Builder out) {
    return switch (column.kind(row)) {
      case TEXT -> text(column, row, out);
      case ARRAY, OBJECT -> dumped(column, row, out);
      default -> "send it as JSON text";
    };
  }

  private static @Nullable String text(RawColumn column, int row, ByteColumn.Builder out) {
    int start = column.textStart(row);
    int length = column.textLength(row);
    if (!isJson(column.text(), start, length)) {
      return "the text is no JSON";
    }
    ValueWriter.delimited(out, ValueType.JSON, column.text(), start, length);
    return null;
  }

  static boolean isJson(byte[] text, int start, int length) {
    try {
      var reader = new JsonReader(text, start, start + length, MAX_DEPTH);
      var _ = reader.next();
      reader.skip();
      return reader.next() == Token.END;
    } catch (JsonException noJson) {
      return false;
    }
  }

  static String reason(JsonException noJson) {
    return noJson.tooDeep()
        ? "nested more than " + MAX_DEPTH + " levels deep"
        : "the text is no JSON";
  }

  private static @Nullable String dumped(RawColumn column, int row, ByteColumn.Builder out) {
    try {
      var dump = dump(column.text(), column.textStart(row), column.textLength(row));
      ValueWriter.delimited(out, ValueType.JSON, dump.array(), 0, dump.length());
      return null;
    } catch (JsonException tooDeep) {
      return reason(tooDeep);
    }
  }

  /// The JSON text in Python's spelling: `", "`, `": "`, and everything but ASCII escaped.
  static JsonWriter dump(byte[] json, int start, int length) {
    var out = new JsonWriter(length + 16);
    var reader = new JsonReader(json, start, start + length, MAX_DEPTH);
    Token before = Token.ARRAY_START;
    for (var token = reader.next(); token != Token.END; token = reader.next()) {
      if (!opens(before) && before != Token.NAME && !closes(token)) {
        out.raw(", ");
      }
      write(out, reader, token);
      before = token;
    }
    return out;
  }

  private static boolean opens(Token token) {
    return token == Token.ARRAY_START || token == Token.OBJECT_START;
  }

  private static boolean closes(Token token) {
    return token == Token.ARRAY_END || token == Token.OBJECT_END;
  }

  private static void write(JsonWriter out, JsonReader reader, Token token) {
    switch (token) {
      case OBJECT_START -> out.raw('{');
      case OBJECT_END -> out.raw('}');
      case ARRAY_START -> out.raw('[');
      case ARRAY_END -> out.raw(']');
      case NAME -> {
        ascii(out, reader.text());
        out.raw(": ");
      }
      case TEXT -> ascii(out, reader.text());
      case INTEGER -> out.integer(reader.integer());
      case BIG_INTEGER -> out.raw(reader.textBytes(), reader.textStart(), reader.textLength());
      case REAL -> out.raw(real(reader.real()));
      case TRUE -> out.bool(true);
      case FALSE -> out.bool(false);
      case NULL -> out.nothing();
      case END -> throw new IllegalStateException("the end is not written");
    }
  }

  /// As in Python, what is not finite stays the bare word that it was.
  private static String real(double value) {
    return Double.isFinite(value) ? PythonFloat.text(value) : Double.toString(value);
  }

  private static void ascii(JsonWriter out, String text) {
    out.raw('"');
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      switch (unit) {
        case '"' -> out.raw("\\\"");
        case '\\' -> out.raw("\\\\");
        case '\n' -> out.raw("\\n");
        case '\r' -> out.raw("\\r");
        case '\t' -> out.raw("\\t");
        case '\b' -> out.raw("\\b");
        case '\f' -> out.raw("\\f");
        default -> {
          if (unit >= 0x20 && unit < 0x7F) {
            out.raw(unit);
          } else {
            out.escaped(unit);
          }
        }
      }
    }
    out.raw('"');
  }
}
