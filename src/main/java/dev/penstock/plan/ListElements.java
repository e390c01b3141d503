package dev.penstock.plan;

import dev.penstock.encoding.ListWriter;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.ValueType;
import dev.penstock.model.ValueType.Shape;
import org.jspecify.annotations.Nullable;

/// Conversion of lists and sets of scalars. A null element counts as the empty text, false or zero;
/// a set keeps the first of equal elements.
final class ListElements {
  private static final byte[] EMPTY = {};

  private final ListWriter list = new ListWriter();

  Element of(ValueType type) {
    return (column, row, out) -> put(column, row, out, type);
  }

  private @Nullable String put(RawColumn column, int row, ByteColumn.Builder out, ValueType type) {
    if (column.kind(row) != Kind.ARRAY) {
      return "send a list";
    }
    int start = column.textStart(row);
    var reader =
        new JsonReader(
            column.text(), start, start + column.textLength(row), JsonElements.MAX_DEPTH);
    return put(reader, reader.next(), out, type);
  }

  /// Writes the array that a reader has just entered.
  @Nullable String put(JsonReader reader, Token open, ByteColumn.Builder out, ValueType type) {
    if (open != Token.ARRAY_START) {
      return "send a list";
    }
    var element = type.element().orElseThrow();
    boolean distinct = type.shape() == Shape.SET;
    list.clear();
    for (var token = reader.next(); token != Token.ARRAY_END; token = reader.next()) {
      String reason = add(reader, token, element);
      if (reason != null) {
        return "an element does not fit: " + reason;
      }
      if (distinct) {
        list.dropRepeated();
      }
    }
    list.write(out, type);
    return null;
  }

  private @Nullable String add(JsonReader reader, Token token, ValueType element) {
    return switch (element) {
      case INT32, INT64, UNIX_TIMESTAMP -> addInteger(reader, token, element);
      case DOUBLE, FLOAT -> addReal(reader, token, element);
      case BOOL -> addBool(token);
      case BYTES -> addBytes(reader, token);
      case JSON -> addJson(reader, token);
      default -> addText(reader, token);
    };
  }

  private @Nullable String addInteger(JsonReader reader, Token token, ValueType element) {
    if (token != Token.INTEGER && token != Token.NULL) {
      return token == Token.BIG_INTEGER ? "out of range of 64 bits" : "no integer";
    }
    long value = token == Token.NULL ? 0 : reader.integer();
    if (element == ValueType.INT32 && value != (int) value) {
      return "out of range of 32 bits";
    }
    list.addInteger(value);
    return null;
  }

  private @Nullable String addReal(JsonReader reader, Token token, ValueType element) {
    double value;
    switch (token) {
      case INTEGER -> value = reader.integer();
      case REAL -> value = reader.real();
      case BIG_INTEGER -> value = Double.parseDouble(reader.text());
      case NULL -> value = 0;
      default -> {
        return "no number";
      }
    }
    if (element == ValueType.FLOAT) {
      list.addFloat((float) value);
    } else {
      list.addDouble(value);
    }
    return null;
  }

  private @Nullable String addBool(Token token) {
    if (token != Token.TRUE && token != Token.FALSE && token != Token.NULL) {
      return "no bool";
    }
    list.addInteger(token == Token.TRUE ? 1 : 0);
    return null;
  }

  private @Nullable String addText(JsonReader reader, Token token) {
    if (token == Token.NULL) {
      list.addDelimited(EMPTY, 0, 0);
      return null;
    }
    if (token != Token.TEXT) {
      return "no text";
    }
    list.addDelimited(reader.textBytes(), reader.textStart(), reader.textLength());
    return null;
  }

  private @Nullable String addBytes(JsonReader reader, Token token) {
    if (token != Token.TEXT) {
      return addText(reader, token);
    }
    byte[] octets = Base64Text.decode(reader.textBytes(), reader.textStart(), reader.textLength());
    if (octets == null) {
      return "the text is no base64";
    }
    list.addDelimited(octets, 0, octets.length);
    return null;
  }

  private @Nullable String addJson(JsonReader reader, Token token) {
    return token == Token.TEXT
            && !JsonElements.isJson(reader.textBytes(), reader.textStart(), reader.textLength())
        ? "the text is no JSON"
        : addText(reader, token);
  }
}
