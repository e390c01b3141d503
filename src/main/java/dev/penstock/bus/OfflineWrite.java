package dev.penstock.bus;

import dev.penstock.model.OfflineRows;

/// One batch source's share of a push.
///
/// @param origin id of the push, for the log
public record OfflineWrite(String origin, OfflineRows rows) {
  @Override
  public String toString() {
    return rows.rows() + " rows of batch source " + rows.source().name() + " from " + origin;
  }
}
