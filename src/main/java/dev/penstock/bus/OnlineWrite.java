package dev.penstock.bus;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;

/// One view's share of a push or of a materialization.
///
/// @param origin id of the push or run, for the log
public record OnlineWrite(String origin, OnlineRows rows, Precedence precedence) {
  @Override
  public String toString() {
    return rows.rows() + " rows of view " + rows.view().name() + " from " + origin;
  }
}
