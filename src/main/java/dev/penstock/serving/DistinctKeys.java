package dev.penstock.serving;

import dev.penstock.encoding.DistinctSlices;
import dev.penstock.model.ByteColumn;
import java.util.Arrays;

/// Entity keys without repetition, and where each row of the request finds its own.
final class DistinctKeys {
  private final ByteColumn keys;
  private final int[] positions;

  private DistinctKeys(ByteColumn keys, int[] positions) {
    this.keys = keys;
    this.positions = positions;
  }

  ByteColumn keys() {
    return keys;
  }

  /// For each row, the position of its key.
  int[] positions() {
    return positions;
  }

  /// One key for every row.
  static DistinctKeys same(ByteColumn key, int rows) {
    return new DistinctKeys(key, new int[rows]);
  }

  static DistinctKeys of(ByteColumn all) {
    if (all.rows() == 1) {
      return new DistinctKeys(all, new int[1]);
    }
    var distinct = new DistinctSlices(all.rows());
    var positions = new int[all.rows()];
    var firsts = new int[all.rows()];
    for (int row = 0; row < all.rows(); row++) {
      int known = distinct.count();
      positions[row] = distinct.add(all.bytes(), all.start(row), all.end(row));
      if (positions[row] == known) {
        firsts[known] = row;
      }
    }
    int count = distinct.count();
    return new DistinctKeys(
        count == all.rows() ? all : all.select(Arrays.copyOf(firsts, count)), positions);
  }
}
