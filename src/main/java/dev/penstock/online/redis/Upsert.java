package dev.penstock.online.redis;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;

/// Rows to write.
record Upsert(OnlineRows rows, Precedence precedence) {
  private static final int BYTES_OF_A_ROW = 256;

  /// How much room it takes, in rows of an ordinary size.
  int weight() {
    long bytes = bytes(rows.keys());
    for (ByteColumn feature : rows.features()) {
      bytes += bytes(feature);
    }
    long weight = Math.max(rows.rows(), bytes / BYTES_OF_A_ROW);
    return Math.clamp(weight, 1, Integer.MAX_VALUE);
  }

  private static long bytes(ByteColumn column) {
    return column.rows() == 0 ? 0 : column.end(column.rows() - 1) - column.start(0);
  }
}
