package dev.penstock.json;

import dev.penstock.model.RawColumn;

/// Writes values as they were sent.
public final class RawJson {
  private RawJson() {}

  /// As [JsonReader] reads them: NaN and the infinities are bare words.
  public static void writeExactly(JsonWriter out, RawColumn column, int row) {
    switch (column.kind(row)) {
      case NULL -> out.nothing();
      case TRUE -> out.bool(true);
      case FALSE -> out.bool(false);
      case INTEGER -> out.integer(column.integer(row));
      case REAL -> out.realOrWord(column.real(row));
      case TEXT -> out.text(column.text(), column.textStart(row), column.textLength(row));
      case BIG_INTEGER, ARRAY, OBJECT ->
          out.raw(column.text(), column.textStart(row), column.textLength(row));
    }
  }
}
