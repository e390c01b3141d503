package dev.penstock.online.redis;

import dev.penstock.model.ByteColumn;
import java.util.Arrays;

/// Times as Feast stores them, also such as no row of Penstock has.
final class StoredTimes {
  private StoredTimes() {}

  static byte[] of(long seconds, int nanos) {
    var bytes = new ByteColumn.Builder(1, 20);
    bytes.put(8);
    bytes.putVarint(seconds);
    if (nanos != 0) {
      bytes.put(16);
      bytes.putVarint(nanos);
    }
    return Arrays.copyOf(bytes.array(), bytes.length());
  }
}
