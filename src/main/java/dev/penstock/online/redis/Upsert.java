package dev.penstock.online.redis;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;

/// Rows to write.
record Upsert(OnlineRows rows, Precedence precedence) {
  private static final int BYTES_OF_A_ROW = 256;

  /// How much room it takes, in rows of an ordinary size.
  long weight() {
    long bytes = rows.keys().totalLength();
    for (ByteColumn feature : rows.features()) {
      bytes += feature.totalLength();
    }
    return Math.max(1, Math.max(rows.rows(), bytes / BYTES_OF_A_ROW));
  }
}
