package dev.penstock.plan;

import dev.penstock.model.ByteColumn;
import java.util.Arrays;

/// Leaves one row per entity: the greatest by event time, then created time, then position.
final class NewestRows {
  private static final int NOBODY = -1;

  private final ByteColumn keys;
  private final long[] eventTimes;
  private final long[] createdTimes;
  private final int[] table;

  private NewestRows(ByteColumn keys, long[] eventTimes, long[] createdTimes, int rows) {
    this.keys = keys;
    this.eventTimes = eventTimes;
    this.createdTimes = createdTimes;
    this.table = new int[Integer.highestOneBit(Math.max(2, rows)) * 4];
    Arrays.fill(table, NOBODY);
  }

  /// The winners among some rows, in ascending order.
  static int[] among(int[] rows, ByteColumn keys, long[] eventTimes, long[] createdTimes) {
    if (rows.length <= 1) {
      return rows;
    }
    var newest = new NewestRows(keys, eventTimes, createdTimes, rows.length);
    int distinct = 0;
    for (int row : rows) {
      distinct += newest.put(row);
    }
    return distinct == rows.length ? rows : newest.winners(distinct);
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
    int hash = 1;
    byte[] bytes = keys.bytes();
    for (int at = keys.start(row); at < keys.end(row); at++) {
      hash = hash * 31 + bytes[at];
    }
    return hash ^ (hash >>> 15);
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
