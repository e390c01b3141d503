package dev.penstock.online.redis;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import java.util.Optional;

/// Rows to write.
///
/// @param fence the lease that has to be held, if any
record Upsert(OnlineRows rows, Precedence precedence, Optional<Fence> fence) {
  /// What a row takes beside its values, at least.
  private static final long BYTES_OF_A_ROW = 256;

  /// How much room it takes.
  long bytes() {
    long bytes = rows.keys().totalLength();
    for (ByteColumn feature : rows.features()) {
      bytes += feature.totalLength();
    }
    return Math.max(1, bytes + BYTES_OF_A_ROW * rows.rows());
  }
}
