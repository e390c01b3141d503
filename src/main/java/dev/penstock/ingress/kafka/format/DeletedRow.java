package dev.penstock.ingress.kafka.format;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is left of a row that was deleted: its keys, and when that was.
final class DeletedRow {
  private final List<String> keyColumns;
  private final Optional<String> timeColumn;
  private Map<String, String> before = Map.of();
  private Map<String, String> key = Map.of();

  /// @param keyColumns empty for those of the record's key
  DeletedRow(List<String> keyColumns, Optional<String> timeColumn) {
    this.keyColumns = keyColumns;
    this.timeColumn = timeColumn;
  }

  /// The row as it was.
  void before(RecordRow row) {
    before = members(row);
  }

  void key(RecordRow row) {
    key = members(row);
  }

  RecordRow row(DebeziumChange change) {
    var names = keyColumns.isEmpty() ? List.copyOf(key.keySet()) : keyColumns;
    if (names.isEmpty()) {
      throw new BadRecordException(
          "a row was deleted and the record has no key that names it; set keyColumns");
    }
    var out = new JsonWriter();
    char separator = '{';
    for (String name : names) {
      out.raw(separator);
      out.text(name);
      out.raw(':');
      byte[] json = value(name).getBytes(StandardCharsets.UTF_8);
      out.raw(json, 0, json.length);
      separator = ',';
    }
    if (timeColumn.isPresent()) {
      out.raw(',');
      out.text(timeColumn.get());
      out.raw(':');
      change.writeTime(out);
    }
    out.raw('}');
    return new RecordRow(out.array(), 0, out.length());
  }

  private String value(String name) {
    String value = before.getOrDefault(name, key.get(name));
    if (value == null) {
      throw new BadRecordException(
          "a row was deleted, of which neither before nor the key has the column",
          Optional.of(name));
    }
    return value;
  }

  /// Members and their JSON.
  private static Map<String, String> members(RecordRow row) {
    var members = new LinkedHashMap<String, String>();
    var reader = new JsonReader(row.bytes(), row.start(), row.end(), RowMapping.MOST_DEPTH);
    Token _ = reader.next();
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      Token _ = reader.next();
      int start = reader.tokenStart();
      reader.skip();
      members.put(
          name, new String(row.bytes(), start, reader.offset() - start, StandardCharsets.UTF_8));
    }
    return members;
  }
}
