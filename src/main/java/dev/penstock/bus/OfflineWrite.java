package dev.penstock.bus;

import dev.penstock.model.AppendId;
import dev.penstock.model.OfflineRows;

/// One batch source's share of a push.
///
/// @param id names what is pushed: asked for again, nothing of it is appended twice
public record OfflineWrite(AppendId id, OfflineRows rows) {
  @Override
  public String toString() {
    return rows.rows() + " rows of batch source " + rows.source().name() + " from " + id;
  }
}
