package dev.penstock.plan;

import dev.penstock.model.ByteColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Leaves one row per entity: the greatest by event time, then created time, then position.
final class NewestRows {
  private static final int NOBODY = -1;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /// Unknown outside, so that nobody can choose keys that fall on each other.
  private static final long SEED = ThreadLocalRandom.current().nextLong();

  private final ByteColumn keys;
  private final long[] eventTimes;
  private final long[] createdTimes;
  private final int[] table;

  private NewestRows(ByteColumn keys, long[] eventTimes, long[] createdTimes) {
    this.keys = keys;
    this.eventTimes = eventTimes;
    this.createdTimes = createdTimes;
    this.table = new int[Integer.highestOneBit(Math.max(2, keys.rows())) * 4];
    Arrays.fill(table, NOBODY);
  }

  /// The winners among all rows, in ascending order.
  static int[] among(ByteColumn keys, long[] eventTimes, long[] createdTimes) {
    if (keys.rows() <= 1) {
      return Rows.all(keys.rows());
    }
    var newest = new NewestRows(keys, eventTimes, createdTimes);
    int distinct = 0;
    for (int row = 0; row < keys.rows(); row++) {
      distinct += newest.put(row);
    }
    return distinct == keys.rows() ? Rows.all(distinct) : newest.winners(distinct);
  }

  private int put(int row) {
    int mask = table.length - 1;
    int slot = hash(row) & mask;
    while (table[slot] != NOBODY) {
      int rival = table[slot];
      if (sameKey(row, rival)) {
        if (replaces(row, rival)) {
          table[slot] = row;
        }
        return 0;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = row;
    return 1;
  }

  /// Rows come in ascending order, so on a full tie the later one is asked.
  private boolean replaces(int row, int rival) {
    return eventTimes[row] != eventTimes[rival]
        ? eventTimes[row] > eventTimes[rival]
        : createdTimes[row] >= createdTimes[rival];
  }

  private boolean sameKey(int row, int rival) {
    return Arrays.equals(
        keys.bytes(),
        keys.start(row),
        keys.end(row),
        keys.bytes(),
        keys.start(rival),
        keys.end(rival));
  }

  private int hash(int row) {
    byte[] bytes = keys.bytes();
    int end = keys.end(row);
    int at = keys.start(row);
    long hash = SEED ^ keys.length(row);
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = folded(hash ^ (long) WORD.get(bytes, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = (rest << Byte.SIZE) | (bytes[at] & 0xFF);
    }
    hash = folded(hash ^ rest);
    return (int) (hash ^ (hash >>> 32));
  }

  private static long folded(long word) {
    return (word * MULTIPLIER) ^ Math.unsignedMultiplyHigh(word, MULTIPLIER);
  }

  private int[] winners(int count) {
    var winners = new int[count];
    int next = 0;
    for (int row : table) {
      if (row != NOBODY) {
        winners[next++] = row;
      }
    }
    Arrays.sort(winners);
    return winners;
  }
}
