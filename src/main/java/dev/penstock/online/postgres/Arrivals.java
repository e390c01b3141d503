package dev.penstock.online.postgres;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of one view in the order in which they arrived, and who of them is left for each entity.
///
/// The entities have an order that does not depend on what they arrived with: two writers that hold
/// the same ones lock them in the same order. It is that of a hash, which sorts faster than keys.
final class Arrivals {
  /// Stands in place of an heir for a row that was stale among the arrivals already.
  static final int NOBODY = -1;

  private final Part[] parts;
  private final int[] partOf;
  private final int[] rowOf;
  private final int[] heirs;
  private final int[] latest;
  private final Precedence[] precedences;
  private int entities;

  /// Some rows of one push.
  record Part(Tally<?> tally, OnlineRows rows, Precedence precedence, int from, int to) {
    int size() {
      return to - from;
    }
  }

  Arrivals(List<Part> parts) {
    this.parts = parts.toArray(Part[]::new);
    int size = parts.stream().mapToInt(Part::size).sum();
    partOf = new int[size];
    rowOf = new int[size];
    heirs = new int[size];
    latest = new int[size];
    precedences = new Precedence[size];
    var order = new long[size];
    int arrival = 0;
    for (int part = 0; part < this.parts.length; part++) {
      for (int row = this.parts[part].from(); row < this.parts[part].to(); row++) {
        partOf[arrival] = part;
        rowOf[arrival] = row;
        order[arrival] = (hash(rows(arrival).keys(), row) << 32) | arrival;
        arrival++;
      }
    }
    Arrays.sort(order);
    settle(order);
  }

  /// Number of distinct entities.
  int entities() {
    return entities;
  }

  /// How an entity's row meets what is stored.
  Precedence precedence(int entity) {
    return precedences[entity];
  }

  /// The rows that hold the entity's row, which is number [#row(int)] of them.
  OnlineRows rowsOf(int entity) {
    return rows(latest[entity]);
  }

  int row(int entity) {
    return rowOf[latest[entity]];
  }

  /// Tells every push what became of its rows. A row that a later one replaced is as good as
  /// written if that one was.
  void tell(Outcomes outcomes) {
    for (int arrival = 0; arrival < heirs.length; arrival++) {
      var tally = parts[partOf[arrival]].tally();
      if (heirs[arrival] == NOBODY) {
        tally.stale();
      } else {
        outcomes.tell(heirs[arrival], tally);
      }
    }
  }

  /// Knows what became of each entity.
  interface Outcomes {
    void tell(int entity, Tally<?> tally);
  }

  private void settle(long[] order) {
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && (order[to] >> 32) == (order[from] >> 32)) {
        to++;
      }
      if (to - from > 1) {
        sortByKey(order, from, to);
      }
      int first = entities;
      for (int i = from; i < to; i++) {
        settle((int) order[i], first);
      }
      from = to;
    }
  }

  /// Keys of one hash are few, unless somebody has chosen them.
  private void sortByKey(long[] order, int from, int to) {
    var arrivals = new ArrayList<Integer>(to - from);
    for (int i = from; i < to; i++) {
      arrivals.add((int) order[i]);
    }
    arrivals.sort(this::comparedByKey);
    for (int i = from; i < to; i++) {
      order[i] = arrivals.get(i - from);
    }
  }

  /// @param first entity of the same hash
  private void settle(int arrival, int first) {
    int last = entities - 1;
    if (last >= first && comparedByKey(arrival, latest[last]) == 0) {
      meet(arrival, last);
    } else {
      take(arrival, entities++, parts[partOf[arrival]].precedence());
    }
  }

  private void meet(int arrival, int entity) {
    var precedence = parts[partOf[arrival]].precedence();
    int compared = compared(arrival, latest[entity]);
    boolean replaces =
        switch (precedence) {
          case PUSH -> compared >= 0;
          case MATERIALIZATION -> compared > 0;
          case FORCED -> true;
        };
    if (replaces) {
      // What is forced replaces what is stored, also when something greater follows.
      boolean forced = precedences[entity] == Precedence.FORCED;
      take(arrival, entity, forced ? Precedence.FORCED : precedence);
    } else {
      heirs[arrival] = NOBODY;
    }
  }

  private void take(int arrival, int entity, Precedence precedence) {
    heirs[arrival] = entity;
    latest[entity] = arrival;
    precedences[entity] = precedence;
  }

  private int compared(int arrival, int other) {
    int byEvent =
        Long.compare(rows(arrival).eventTime(rowOf[arrival]), rows(other).eventTime(rowOf[other]));
    return byEvent != 0
        ? byEvent
        : Long.compare(
            rows(arrival).createdTime(rowOf[arrival]), rows(other).createdTime(rowOf[other]));
  }

  private int comparedByKey(int arrival, int other) {
    ByteColumn keys = rows(arrival).keys();
    ByteColumn others = rows(other).keys();
    return Arrays.compareUnsigned(
        keys.bytes(),
        keys.start(rowOf[arrival]),
        keys.end(rowOf[arrival]),
        others.bytes(),
        others.start(rowOf[other]),
        others.end(rowOf[other]));
  }

  private OnlineRows rows(int arrival) {
    return parts[partOf[arrival]].rows();
  }

  /// FNV-1a, its halves folded.
  private static long hash(ByteColumn keys, int row) {
    long hash = 0xcbf29ce484222325L;
    int end = keys.end(row);
    for (int at = keys.start(row); at < end; at++) {
      hash = (hash ^ (keys.bytes()[at] & 0xFF)) * 0x100000001b3L;
    }
    return hash ^ (hash >>> 32);
  }
}
