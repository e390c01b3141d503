package dev.penstock.table;

import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.RawCells;
import dev.penstock.json.TableShape;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads an object per line; what a line lacks is null. Columns are in the order of their first
/// mention. An empty line is passed over.
public final class LinesTable {
  private final byte[] body;
  private final int maxRows;
  private final int maxDepth;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Column> byName = new HashMap<>();
  private int rows;
  private long line;

  private static final class Column {
    private final String name;
    private final byte[] utf8;
    private final RawColumn.Builder values = new RawColumn.Builder(64);

    Column(String name) {
      this.name = name;
      this.utf8 = name.getBytes(StandardCharsets.UTF_8);
    }

    void fill(int row) {
      while (values.rows() < row) {
        values.addNull();
      }
    }
  }

  private LinesTable(byte[] body, int maxRows, int maxDepth) {
    this.body = body;
    this.maxRows = maxRows;
    this.maxDepth = maxDepth;
  }

  /// Reads a table.
  ///
  /// - **Fails** by throwing `INVALID`, which names the line and column, or `TOO_LARGE`.
  ///
  /// @param body is changed: texts are unescaped in it
  /// @param maxRows more are too many
  /// @param maxDepth nesting of a line
  public static RawTable read(byte[] body, int maxRows, int maxDepth) {
    return new LinesTable(body, maxRows, maxDepth).read();
  }

  private RawTable read() {
    int start = 0;
    while (start < body.length) {
      int end = start;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      line++;
      if (!isBlank(start, end)) {
        add(start, end);
      }
      start = end + 1;
    }
    for (Column column : columns) {
      column.fill(rows);
    }
    return new RawTable(
        rows, columns.stream().map(column -> column.values.build(column.name, body)).toList());
  }

  private void add(int start, int end) {
    if (rows == maxRows) {
      throw TableShape.tooManyRows("the body", maxRows);
    }
    var reader = new JsonReader(body, start, end, maxDepth);
    try {
      addRow(reader);
    } catch (JsonException malformed) {
      throw refused(malformed);
    }
    rows++;
    if ((long) rows * columns.size() > body.length) {
      throw new PushException(
          FailureKind.TOO_LARGE,
          "the lines come to more values than bytes, as most columns are missing in most of them;"
              + " send rows that have the same columns");
    }
  }

  private void addRow(JsonReader reader) {
    if (reader.next() != Token.OBJECT_START) {
      throw fault("an object is expected, such as {\"driver_id\":1001,\"event_timestamp\":\"…\"}");
    }
    var cells = new RawCells(reader, body);
    int expected = 0;
    while (reader.next() == Token.NAME) {
      Column column = column(reader, expected);
      if (column.values.rows() > rows) {
        throw fault("column '" + column.name + "' is there twice");
      }
      column.fill(rows);
      cells.add(column.values, reader.next());
      expected++;
    }
    if (reader.next() != Token.END) {
      throw new IllegalStateException("the reader refuses what follows");
    }
  }

  /// Most lines have the columns of those before, in the same order.
  private Column column(JsonReader reader, int expected) {
    if (expected < columns.size() && names(reader, columns.get(expected).utf8)) {
      return columns.get(expected);
    }
    return byName.computeIfAbsent(
        reader.text(),
        name -> {
          var column = new Column(name);
          columns.add(column);
          return column;
        });
  }

  private static boolean names(JsonReader reader, byte[] name) {
    return Arrays.equals(
        reader.textBytes(),
        reader.textStart(),
        reader.textStart() + reader.textLength(),
        name,
        0,
        name.length);
  }

  private boolean isBlank(int start, int end) {
    for (int at = start; at < end; at++) {
      if (body[at] != ' ' && body[at] != '\t' && body[at] != '\r') {
        return false;
      }
    }
    return true;
  }

  private PushException refused(JsonException malformed) {
    return malformed.tooDeep()
        ? new PushException(
            FailureKind.TOO_LARGE,
            "line %d: %s (setting http.maxDepth)".formatted(line, malformed.getMessage()))
        : fault("character %d: %s".formatted(malformed.offset() + 1, malformed.getMessage()));
  }

  private InvalidRequestException fault(String message) {
    return BodyFault.atLine(line, message);
  }
}
