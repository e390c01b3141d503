package dev.penstock.offline.embedded;

import dev.penstock.offline.Identity;

/// A set of identities without an object for each: two numbers side by side, at the place their
/// bits say or the next free one. It grows at two thirds full.
final class IdentitySet {
  private long[] slots = new long[1 << 10];
  private int size;

  int size() {
    return size;
  }

  boolean contains(Identity id) {
    return isTaken(place(id.high(), low(id)));
  }

  void add(Identity id) {
    int place = place(id.high(), low(id));
    if (isTaken(place)) {
      return;
    }
    put(place, id.high(), low(id));
    size++;
    if (size > slots.length / 3) {
      grow();
    }
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    for (int at = 0; at < old.length; at += 2) {
      if (old[at + 1] != 0) {
        put(place(old[at], old[at + 1]), old[at], old[at + 1]);
      }
    }
  }

  private int place(long high, long low) {
    int mask = slots.length - 2;
    int at = (int) high << 1 & mask;
    while (isTaken(at) && (slots[at] != high || slots[at + 1] != low)) {
      at = at + 2 & mask;
    }
    return at;
  }

  private boolean isTaken(int place) {
    return slots[place + 1] != 0;
  }

  private void put(int place, long high, long low) {
    slots[place] = high;
    slots[place + 1] = low;
  }

  /// Zero says that a place is free.
  private static long low(Identity id) {
    return id.low() == 0 ? 1 : id.low();
  }
}
