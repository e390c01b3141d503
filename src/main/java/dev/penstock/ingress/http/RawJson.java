package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.RawColumn;

/// Writes values as they were sent.
final class RawJson {
  private RawJson() {}

  static void write(JsonWriter out, RawColumn column, int row) {
    switch (column.kind(row)) {
      case NULL -> out.nothing();
      case TRUE -> out.bool(true);
      case FALSE -> out.bool(false);
      case INTEGER -> out.integer(column.integer(row));
      case REAL -> {
        // JSON has no other numbers; as in Feast, NaN is null.
        if (Double.isFinite(column.real(row))) {
          out.real(column.real(row));
        } else {
          out.nothing();
        }
      }
      case TEXT -> out.text(column.text(), column.textStart(row), column.textLength(row));
      case BIG_INTEGER, ARRAY, OBJECT ->
          out.raw(column.text(), column.textStart(row), column.textLength(row));
    }
  }
}
