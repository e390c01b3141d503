package dev.penstock.ingress.kafka.format;

import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.ingress.kafka.format.ConnectType.Struct;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import java.util.Base64;

/// A JSON object, and what the values in it mean.
final class ConnectDocument {
  private final RecordRow json;
  private final ConnectType type;
  private final Decimals decimals;

  ConnectDocument(RecordRow json, ConnectType type, Decimals decimals) {
    this.json = json;
    this.type = type;
    this.decimals = decimals;
  }

  /// As it was sent.
  RecordRow json() {
    return json;
  }

  /// All of it, as pushes have such values.
  RecordRow whole() {
    return converted(json, type);
  }

  /// The object of a member, likewise.
  ///
  /// @param value as it was sent
  RecordRow member(String name, RecordRow value) {
    return type instanceof Struct(var fields)
        ? converted(value, fields.getOrDefault(name, ConnectType.PLAIN))
        : value;
  }

  private RecordRow converted(RecordRow value, ConnectType as) {
    if (as instanceof ConnectType.Plain) {
      return value;
    }
    var out = new JsonWriter(2 * (value.end() - value.start()));
    var reader = new JsonReader(value.bytes(), value.start(), value.end(), RowMapping.MOST_DEPTH);
    write(out, reader, value.bytes(), reader.next(), as);
    return new RecordRow(out.array(), 0, out.length());
  }

  private void write(
      JsonWriter out, JsonReader reader, byte[] source, Token token, ConnectType as) {
    switch (as) {
      case ConnectType.Time(var meaning) when token == Token.INTEGER ->
          meaning.write(out, reader.integer());
      case ConnectType.Decimal(int scale) when token == Token.TEXT ->
          decimal(out, reader.text(), scale);
      case ConnectType.ScaledDecimal() when token == Token.OBJECT_START ->
          scaledDecimal(out, reader);
      case Struct(var fields) when token == Token.OBJECT_START ->
          members(out, reader, source, name -> fields.getOrDefault(name, ConnectType.PLAIN));
      case ConnectType.Each(var item) when token == Token.OBJECT_START ->
          members(out, reader, source, name -> item);
      case ConnectType.Each(var item) when token == Token.ARRAY_START -> {
        char before = '[';
        for (var next = reader.next(); next != Token.ARRAY_END; next = reader.next()) {
          out.raw(before);
          write(out, reader, source, next, item);
          before = ',';
        }
        out.raw(before == '[' ? "[]" : "]");
      }
      default -> {
        int start = reader.tokenStart();
        reader.skip();
        out.raw(source, start, reader.offset() - start);
      }
    }
  }

  private interface Types {
    ConnectType of(String member);
  }

  private void members(JsonWriter out, JsonReader reader, byte[] source, Types types) {
    char before = '{';
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      out.raw(before);
      out.text(name);
      out.raw(':');
      write(out, reader, source, reader.next(), types.of(name));
      before = ',';
    }
    out.raw(before == '{' ? "{}" : "}");
  }

  private void scaledDecimal(JsonWriter out, JsonReader reader) {
    long scale = 0;
    String value = "";
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      var token = reader.next();
      if (name.equals("scale") && token == Token.INTEGER) {
        scale = reader.integer();
      } else if (name.equals("value") && token == Token.TEXT) {
        value = reader.text();
      } else {
        reader.skip();
      }
    }
    decimal(out, value, Math.clamp(scale, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  private void decimal(JsonWriter out, String base64, int scale) {
    byte[] digits;
    try {
      digits = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException noBase64) {
      throw new BadRecordException("a decimal number is no base64, as its schema says");
    }
    DecimalText.write(out, digits, 0, digits.length, scale, decimals);
  }
}
