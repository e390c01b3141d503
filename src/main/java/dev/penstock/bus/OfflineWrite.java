package dev.penstock.bus;

import dev.penstock.model.BatchId;
import dev.penstock.model.OfflineRows;

/// One batch source's share of a push.
///
/// @param id names the push: asked for twice, it is appended once
public record OfflineWrite(BatchId id, OfflineRows rows) {
  @Override
  public String toString() {
    return rows.rows() + " rows of batch source " + rows.source().name() + " from " + id.text();
  }
}
