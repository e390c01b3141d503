package dev.penstock.online.redis;

import java.util.concurrent.atomic.AtomicInteger;

/// Guesses whether the keys of rows are new, from those of the last ones: to try costs little, but
/// not nothing.
final class NewKeys {
  private static final int FEW = 4;
  private static final int PARTS = 32;

  private final AtomicInteger pause = new AtomicInteger();

  /// Whether to try with some rows: not for a while once few were new.
  boolean areLikely() {
    return pause.getAndUpdate(parts -> Math.max(0, parts - 1)) == 0;
  }

  /// How many were new of some.
  void found(int created, int rows) {
    if (created * FEW < rows) {
      pause.set(PARTS);
    }
  }
}
