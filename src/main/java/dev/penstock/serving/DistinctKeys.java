package dev.penstock.serving;

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
    var positions = new int[all.rows()];
    var firsts = new int[all.rows()];
    var table = new int[Integer.highestOneBit(all.rows()) * 4];
    int distinct = 0;
    for (int row = 0; row < all.rows(); row++) {
      int slot = slotOf(all, row, firsts, table);
      if (table[slot] == 0) {
        firsts[distinct++] = row;
        table[slot] = distinct;
      }
      positions[row] = table[slot] - 1;
    }
    return new DistinctKeys(
        distinct == all.rows() ? all : all.select(Arrays.copyOf(firsts, distinct)), positions);
  }

  /// Where the table has the key of a row, or the free slot where it belongs. A slot holds 1 plus
  /// the position of a distinct key.
  private static int slotOf(ByteColumn all, int row, int[] firsts, int[] table) {
    int mask = table.length - 1;
    int slot = hash(all, row) & mask;
    while (table[slot] != 0 && !same(all, row, firsts[table[slot] - 1])) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int hash(ByteColumn all, int row) {
    int hash = 1;
    for (int at = all.start(row); at < all.end(row); at++) {
      hash = 31 * hash + all.bytes()[at];
    }
    return hash ^ (hash >>> 15);
  }

  private static boolean same(ByteColumn all, int one, int other) {
    byte[] bytes = all.bytes();
    return Arrays.equals(
        bytes, all.start(one), all.end(one), bytes, all.start(other), all.end(other));
  }
}
