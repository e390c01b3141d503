package dev.penstock.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.RawTable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;

/// Tables and columns for tests, written as the JSON that a producer would send.
final class Tables {
  private Tables() {}

  /// A table from an object of lists, in which quotes may be single ones.
  static RawTable table(String json) {
    byte[] text = json.replace('\'', '"').getBytes(UTF_8);
    var reader = new JsonReader(text, 0, text.length, 16);
    var columns = new ArrayList<RawColumn>();
    int rows = 0;
    var _ = reader.next();
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      var _ = reader.next();
      var column = elements(reader, text, name);
      rows = column.rows();
      columns.add(column);
    }
    return new RawTable(rows, columns);
  }

  /// A column of the elements of a JSON list.
  static RawColumn column(String name, String list) {
    byte[] text = list.getBytes(UTF_8);
    var reader = new JsonReader(text, 0, text.length, 16);
    var _ = reader.next();
    return elements(reader, text, name);
  }

  private static RawColumn elements(JsonReader reader, byte[] json, String name) {
    var texts = new ByteArrayOutputStream();
    var column = new RawColumn.Builder(4);
    for (var token = reader.next(); token != Token.ARRAY_END; token = reader.next()) {
      int start = texts.size();
      switch (token) {
        case NULL -> column.addNull();
        case TRUE, FALSE -> column.addBoolean(token == Token.TRUE);
        case INTEGER -> column.addInteger(reader.integer());
        case REAL -> column.addReal(reader.real());
        case TEXT, BIG_INTEGER -> {
          texts.write(reader.textBytes(), reader.textStart(), reader.textLength());
          column.addSlice(
              token == Token.TEXT ? Kind.TEXT : Kind.BIG_INTEGER, start, texts.size() - start);
        }
        default -> {
          int from = reader.tokenStart();
          reader.skip();
          texts.write(json, from, reader.offset() - from);
          column.addSlice(
              token == Token.ARRAY_START ? Kind.ARRAY : Kind.OBJECT, start, texts.size() - start);
        }
      }
    }
    return column.build(name, texts.toByteArray());
  }
}
