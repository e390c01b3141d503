package dev.penstock.bus;

import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import java.util.Optional;

/// One view's share of a push or of a materialization.
///
/// @param origin id of the push or run, for the log
/// @param fence the lease that has to be held, if any
public record OnlineWrite(
    String origin, OnlineRows rows, Precedence precedence, Optional<Fence> fence) {
  /// A write that needs no lease.
  public OnlineWrite(String origin, OnlineRows rows, Precedence precedence) {
    this(origin, rows, precedence, Optional.empty());
  }

  @Override
  public String toString() {
    return rows.rows() + " rows of view " + rows.view().name() + " from " + origin;
  }
}
