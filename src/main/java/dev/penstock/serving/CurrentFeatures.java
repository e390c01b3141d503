package dev.penstock.serving;

import dev.penstock.model.Definitions;
import java.util.function.Supplier;

/// What requests come to, for the definitions in use now. Safe for several threads.
final class CurrentFeatures {
  private final Supplier<Definitions> definitions;
  private volatile ResolvedFeatures resolved;

  /// @param definitions the snapshot in use now; a new one is noticed at the next read
  CurrentFeatures(Supplier<Definitions> definitions) {
    this.definitions = definitions;
    this.resolved = new ResolvedFeatures(definitions.get());
  }

  /// Two threads may both notice a new snapshot; the one's memory is then lost, no harm done.
  ResolvedFeatures get() {
    Definitions current = definitions.get();
    ResolvedFeatures known = resolved;
    if (known.definitions() != current) {
      known = new ResolvedFeatures(current);
      resolved = known;
    }
    return known;
  }
}
