package dev.penstock.plan;

import dev.penstock.model.ByteColumn;
import java.util.BitSet;

/// Which rows of a table are taken, by their positions in ascending order. Where that is all of
/// them, nothing is copied.
final class Rows {
  private Rows() {}

  static int[] all(int count) {
    var rows = new int[count];
    for (int row = 0; row < count; row++) {
      rows[row] = row;
    }
    return rows;
  }

  static int[] allBut(BitSet left, int count) {
    var rows = new int[count - left.cardinality()];
    int row = 0;
    for (int next = 0; next < rows.length; next++, row++) {
      row = left.nextClearBit(row);
      rows[next] = row;
    }
    return rows;
  }

  static ByteColumn select(ByteColumn column, int[] rows) {
    return rows.length == column.rows() ? column : column.select(rows);
  }

  static long[] select(long[] times, int[] rows) {
    return rows.length == times.length ? times : elementsAt(times, rows);
  }

  /// The rows that positions among some rows stand for.
  static int[] select(int[] rows, int[] positions) {
    if (positions.length == rows.length) {
      return rows;
    }
    var selected = new int[positions.length];
    for (int next = 0; next < selected.length; next++) {
      selected[next] = rows[positions[next]];
    }
    return selected;
  }

  private static long[] elementsAt(long[] times, int[] rows) {
    var selected = new long[rows.length];
    for (int next = 0; next < rows.length; next++) {
      selected[next] = times[rows[next]];
    }
    return selected;
  }
}
