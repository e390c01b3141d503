package dev.penstock.table;

import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.json.RawJson;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;

/// Values of entities as they were sent, but for NaN and the infinities: for these JSON has no
/// number, and they are written as those of features are.
record EntityJson(ValueJson values) {
  /// - **Fails** by throwing `UNREPRESENTABLE`, which names the column.
  void write(JsonWriter out, RawColumn column, int row) {
    if (column.kind(row) == Kind.REAL && !Double.isFinite(column.real(row))) {
      writeNonFinite(out, column, row);
    } else {
      RawJson.writeExactly(out, column, row);
    }
  }

  private void writeNonFinite(JsonWriter out, RawColumn column, int row) {
    try {
      values.real(out, column.real(row));
    } catch (PushException failure) {
      throw new PushException(
          FailureKind.UNREPRESENTABLE,
          "a value of column %s, which was sent, %s (setting serving.nonFinite)"
              .formatted(column.name(), failure.getMessage()));
    }
  }
}
