package dev.penstock.online.redis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The check sum that Redis puts below what it dumps: CRC-64 of Jones, reflected, which begins with
/// 0. Eight bytes at a time, each with a table of its own.
final class Crc64 {
  private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;
  private static final int AT_A_TIME = Long.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long[][] TABLES = tables();

  private Crc64() {}

  /// The check sum of the first bytes of an array.
  static long of(byte[] bytes, int length) {
    long sum = 0;
    int at = 0;
    for (; at <= length - AT_A_TIME; at += AT_A_TIME) {
      sum = shifted(sum ^ (long) LONGS.get(bytes, at));
    }
    for (; at < length; at++) {
      sum = TABLES[0][(int) (sum ^ bytes[at]) & 0xFF] ^ (sum >>> 8);
    }
    return sum;
  }

  private static long shifted(long sum) {
    return TABLES[7][(int) sum & 0xFF]
        ^ TABLES[6][(int) (sum >>> 8) & 0xFF]
        ^ TABLES[5][(int) (sum >>> 16) & 0xFF]
        ^ TABLES[4][(int) (sum >>> 24) & 0xFF]
        ^ TABLES[3][(int) (sum >>> 32) & 0xFF]
        ^ TABLES[2][(int) (sum >>> 40) & 0xFF]
        ^ TABLES[1][(int) (sum >>> 48) & 0xFF]
        ^ TABLES[0][(int) (sum >>> 56)];
  }

  /// The first has the sums of single bytes, each other one those of bytes that more zeros follow.
  private static long[][] tables() {
    var tables = new long[AT_A_TIME][256];
    for (int value = 0; value < 256; value++) {
      long sum = value;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        sum = (sum & 1) == 0 ? sum >>> 1 : (sum >>> 1) ^ POLYNOMIAL;
      }
      tables[0][value] = sum;
    }
    for (int zeros = 1; zeros < AT_A_TIME; zeros++) {
      for (int value = 0; value < 256; value++) {
        long sum = tables[zeros - 1][value];
        tables[zeros][value] = tables[0][(int) sum & 0xFF] ^ (sum >>> 8);
      }
    }
    return tables;
  }
}
