package dev.penstock.encoding;

import java.util.Arrays;

/// The distinct ones among slices of an array, numbered in the order in which they were first seen.
/// Takes linear time whatever the slices hold.
public final class DistinctSlices {
  private static final int FEWEST_SLOTS = 16;

  /// A slot holds 1 plus the number of a slice, or 0.
  private int[] slots;

  private int[] starts;
  private int[] ends;
  private int count;

  /// @param expected how many there may be; more need more room
  public DistinctSlices(int expected) {
    slots = new int[Math.max(FEWEST_SLOTS, Integer.highestOneBit(expected) * 4)];
    starts = new int[slots.length / 2];
    ends = new int[slots.length / 2];
  }

  /// How many distinct slices were added.
  public int count() {
    return count;
  }

  public void clear() {
    if (slots.length > FEWEST_SLOTS) {
      // Clearing must not cost more than what was added since the last time.
      slots = new int[FEWEST_SLOTS];
    } else if (count > 0) {
      Arrays.fill(slots, 0);
    }
    count = 0;
  }

  /// The number of the slice that equals a slice, which is added when there is none.
  ///
  /// @param bytes what holds all slices, at the same places each time
  public int add(byte[] bytes, int start, int end) {
    int slot = slotOf(bytes, start, end);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    starts[count] = start;
    ends[count] = end;
    slots[slot] = ++count;
    if (count > slots.length / 2) {
      rehash(bytes);
    }
    return count - 1;
  }

  /// Where a slice is, or the free slot where it belongs.
  private int slotOf(byte[] bytes, int start, int end) {
    int mask = slots.length - 1;
    int slot = SeededHash.of(bytes, start, end) & mask;
    while (slots[slot] != 0 && !isAt(slots[slot] - 1, bytes, start, end)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isAt(int number, byte[] bytes, int start, int end) {
    return Arrays.equals(bytes, starts[number], ends[number], bytes, start, end);
  }

  private void rehash(byte[] bytes) {
    slots = new int[slots.length * 2];
    for (int number = 0; number < count; number++) {
      slots[slotOf(bytes, starts[number], ends[number])] = number + 1;
    }
  }
}
