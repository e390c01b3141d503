package dev.penstock.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/// Hashes of bytes that a caller chose: another in every process, so that nobody can choose bytes
/// that fall on each other.
public final class SeededHash {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final long SEED = ThreadLocalRandom.current().nextLong();

  private SeededHash() {}

  public static int of(byte[] bytes, int start, int end) {
    return of(bytes, start, end, SEED);
  }

  static int of(byte[] bytes, int start, int end, long seed) {
    long hash = unmixed(bytes, start, end, seed);
    return (int) (hash ^ (hash >>> 32));
  }

  /// A hash of 64 bits, all of which are as good as random: the same for a seed in every process.
  public static long wide(byte[] bytes, int start, int end, long seed) {
    long hash = folded(unmixed(bytes, start, end, folded(seed)) ^ MULTIPLIER);
    hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
    return hash ^ (hash >>> 32);
  }

  private static long unmixed(byte[] bytes, int start, int end, long seed) {
    long hash = seed ^ (end - start);
    int at = start;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = folded(hash ^ (long) WORD.get(bytes, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = (rest << Byte.SIZE) | (bytes[at] & 0xFF);
    }
    return folded(hash ^ rest);
  }

  private static long folded(long word) {
    return (word * MULTIPLIER) ^ Math.unsignedMultiplyHigh(word, MULTIPLIER);
  }
}
