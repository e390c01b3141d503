package dev.penstock.model;

import java.util.SplittableRandom;

/// Names for pushes and jobs: UUIDs of version 7, whose order is that of their making, to the
/// millisecond. For one thread at a time.
public final class TimedIds {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private final SplittableRandom random = new SplittableRandom();

  public String next() {
    long high = (System.currentTimeMillis() << 16) | 0x7000 | (random.nextInt() & 0xFFF);
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    var text = new char[36];
    put(text, 0, high >>> 32, 8);
    put(text, 9, high >>> 16, 4);
    put(text, 14, high, 4);
    put(text, 19, low >>> 48, 4);
    put(text, 24, low, 12);
    text[8] = text[13] = text[18] = text[23] = '-';
    return new String(text);
  }

  private static void put(char[] text, int at, long value, int digits) {
    for (int digit = 0; digit < digits; digit++) {
      text[at + digit] = HEX[(int) (value >>> ((digits - digit - 1) * 4)) & 0xF];
    }
  }
}
