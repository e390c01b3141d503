package dev.penstock.plan;

import dev.penstock.encoding.SeededHash;
import dev.penstock.model.ByteColumn;
import java.util.Arrays;

/// Leaves one row per entity: the greatest by event time, then created time, then position.
final class NewestRows {
  private static final int NOBODY = -1;

  private final ByteColumn keys;
  private final long[] eventTimes;
  private final long[] createdTimes;
  private final int[] table;

  private NewestRows(ByteColumn keys, long[] eventTimes, long[] createdTimes) {
    this.keys = keys;
    this.eventTimes = eventTimes;
    this.createdTimes = createdTimes;
    this.table = new int[keys.isRepeated() ? 0 : Integer.highestOneBit(keys.rows()) * 4];
    Arrays.fill(table, NOBODY);
  }

  /// The winners among all rows, in ascending order.
  static int[] among(ByteColumn keys, long[] eventTimes, long[] createdTimes) {
    if (keys.rows() <= 1) {
      return Rows.all(keys.rows());
    }
    var newest = new NewestRows(keys, eventTimes, createdTimes);
    if (keys.isRepeated()) {
      return newest.ofOneKey();
    }
    int distinct = 0;
    for (int row = 0; row < keys.rows(); row++) {
      distinct += newest.put(row);
    }
    return distinct == keys.rows() ? Rows.all(distinct) : newest.winners(distinct);
  }

  private int[] ofOneKey() {
    int newest = 0;
    for (int row = 1; row < keys.rows(); row++) {
      newest = replaces(row, newest) ? row : newest;
    }
    return new int[] {newest};
  }

  private int put(int row) {
    int mask = table.length - 1;
    int slot = SeededHash.of(keys.bytes(), keys.start(row), keys.end(row)) & mask;
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
