package dev.penstock.online.redis;

import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.Precedence;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rows of one view that follow the same rule, from one or several pushes; one per key is left.
final class RowGroup {
  private final FeatureView view;
  private final Precedence precedence;
  private final Optional<Fence> fence;
  private final Map<ByteBuffer, ArrivingRow> rows = new LinkedHashMap<>();

  /// @param fence the lease that has to be held, if any
  RowGroup(FeatureView view, Precedence precedence, Optional<Fence> fence) {
    this.view = view;
    this.precedence = precedence;
    this.fence = fence;
  }

  FeatureView view() {
    return view;
  }

  Precedence precedence() {
    return precedence;
  }

  Optional<Fence> fence() {
    return fence;
  }

  void add(ArrivingRow row) {
    rows.merge(ByteBuffer.wrap(row.key()), row, (rival, later) -> rival.against(later, precedence));
  }

  List<ArrivingRow> all() {
    return new ArrayList<>(rows.values());
  }
}
