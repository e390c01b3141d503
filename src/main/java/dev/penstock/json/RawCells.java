package dev.penstock.json;

import dev.penstock.json.JsonReader.Token;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;

/// Puts values that are read into columns, untyped as they are. Text lies in the body itself: what
/// was escaped is unescaped at its own place, where it needs less room.
public final class RawCells {
  private final JsonReader reader;
  private final byte[] body;

  /// @param body the array that the reader reads
  public RawCells(JsonReader reader, byte[] body) {
    this.reader = reader;
    this.body = body;
  }

  /// Adds the value that begins with a token.
  public void add(RawColumn.Builder column, Token token) {
    switch (token) {
      case NULL -> column.addNull();
      case TRUE -> column.addBoolean(true);
      case FALSE -> column.addBoolean(false);
      case INTEGER -> column.addInteger(reader.integer());
      case REAL -> column.addReal(reader.real());
      case BIG_INTEGER ->
          column.addSlice(Kind.BIG_INTEGER, reader.textStart(), reader.textLength());
      case TEXT -> column.addSlice(Kind.TEXT, text(), reader.textLength());
      case ARRAY_START -> nested(column, Kind.ARRAY);
      case OBJECT_START -> nested(column, Kind.OBJECT);
      case OBJECT_END, ARRAY_END, NAME, END -> throw new IllegalStateException("no value");
    }
  }

  private int text() {
    if (reader.isTextInPlace()) {
      return reader.textStart();
    }
    int start = reader.tokenStart() + 1;
    System.arraycopy(reader.textBytes(), reader.textStart(), body, start, reader.textLength());
    return start;
  }

  private void nested(RawColumn.Builder column, Kind kind) {
    int start = reader.tokenStart();
    reader.skip();
    column.addSlice(kind, start, reader.offset() - start);
  }
}
