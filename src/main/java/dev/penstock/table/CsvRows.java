package dev.penstock.table;

import dev.penstock.encoding.FeastTimestamps;
import dev.penstock.encoding.ValueJson;
import dev.penstock.encoding.ValueReader;
import dev.penstock.json.JsonWriter;
import dev.penstock.json.RawJson;
import dev.penstock.model.RawColumn;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;

/// CSV (RFC 4180). Null is an empty cell, empty text a quoted one; times are ISO 8601 in UTC; lists
/// and maps JSON.
final class CsvRows implements RowText {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MOST_SECONDS = Long.MAX_VALUE / MICROS_PER_SECOND;

  private final Layout layout;
  private final EntityJson entities;
  private final ValueJson values;

  CsvRows(Layout layout, ValueJson.NonFinite nonFinite) {
    this.layout = layout;
    this.values = new ValueJson(nonFinite);
    this.entities = new EntityJson(values);
  }

  @Override
  public void writeHead(JsonWriter out) {
    String separator = "";
    for (String name : layout.names()) {
      out.raw(separator);
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      writeText(out, utf8, 0, utf8.length);
      separator = ",";
    }
    out.raw("\r\n");
  }

  @Override
  public void writeRows(JsonWriter out, ReadAnswer chunk, int first) {
    for (int row = 0; row < chunk.rows(); row++) {
      String separator = "";
      for (RawColumn column : layout.entities().columns()) {
        out.raw(separator);
        writeEntity(out, column, first + row);
        separator = ",";
      }
      for (int column = 0; column < chunk.columns().size(); column++) {
        out.raw(',');
        writeFeature(out, layout.features().get(column).type(), chunk.columns().get(column), row);
      }
      out.raw("\r\n");
    }
  }

  private void writeEntity(JsonWriter out, RawColumn column, int row) {
    if (Layout.isEventTime(column)) {
      writeTime(out, layout.eventTime().applyAsLong(row));
      return;
    }
    switch (column.kind(row)) {
      case TEXT, BIG_INTEGER, ARRAY, OBJECT ->
          writeText(out, column.text(), column.textStart(row), column.textLength(row));
      case REAL -> {
        var json = new JsonWriter(32);
        entities.write(json, column, row);
        writeJson(out, json);
      }
      case INTEGER, TRUE, FALSE -> RawJson.writeExactly(out, column, row);
      case NULL -> {}
    }
  }

  private void writeFeature(JsonWriter out, ValueType type, ReadAnswer.Column column, int row) {
    byte[] bytes = column.bytes(row);
    int start = column.start(row);
    int length = column.length(row);
    if (length == 0) {
      return;
    }
    switch (type) {
      case STRING, JSON, UUID, TIME_UUID, DECIMAL -> {
        var text = ValueReader.text(bytes, start, length);
        writeText(out, text.bytes(), text.position(), text.remaining());
      }
      case UNIX_TIMESTAMP -> {
        long seconds = ValueReader.integer(bytes, start, length);
        // What is no time has a number of its own, which is beyond all times.
        if (seconds >= -MOST_SECONDS && seconds <= MOST_SECONDS) {
          writeTime(out, seconds * MICROS_PER_SECOND);
        }
      }
      default -> {
        var json = new JsonWriter(64);
        values.write(json, bytes, start, length);
        writeJson(out, json);
      }
    }
  }

  private static void writeTime(JsonWriter out, long micros) {
    var json = new JsonWriter(32);
    FeastTimestamps.write(json, micros);
    writeJson(out, json);
  }

  /// A text of JSON is written without its quotes: those that come here have nothing escaped.
  private static void writeJson(JsonWriter out, JsonWriter json) {
    byte[] text = json.array();
    if (text[0] == '"') {
      writeText(out, text, 1, json.length() - 2);
    } else if (text[0] != 'n') {
      // Everything but null.
      writeText(out, text, 0, json.length());
    }
  }

  private static void writeText(JsonWriter out, byte[] text, int start, int length) {
    if (!needsQuotes(text, start, length)) {
      out.raw(text, start, length);
      return;
    }
    out.raw('"');
    int from = start;
    for (int at = start; at < start + length; at++) {
      if (text[at] == '"') {
        out.raw(text, from, at + 1 - from);
        from = at;
      }
    }
    out.raw(text, from, start + length - from);
    out.raw('"');
  }

  private static boolean needsQuotes(byte[] text, int start, int length) {
    for (int at = start; at < start + length; at++) {
      byte octet = text[at];
      if (octet == ',' || octet == '"' || octet == '\r' || octet == '\n') {
        return true;
      }
    }
    return length == 0;
  }
}
