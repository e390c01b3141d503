package dev.penstock.ingress.kafka;

import dev.penstock.model.PushPlan;
import dev.penstock.model.RecordRange;
import java.util.List;

/// What some records of a partition come to.
///
/// @param pieces one per push source and choice of stores
/// @param bad those of which nothing is stored, in their order
record PlannedBatch(List<Piece> pieces, List<BadRecord> bad) {
  PlannedBatch {
    pieces = List.copyOf(pieces);
    bad = List.copyOf(bad);
  }

  /// A push, and the records that it comes from.
  record Piece(PushPlan plan, RecordRange range) {}
}
