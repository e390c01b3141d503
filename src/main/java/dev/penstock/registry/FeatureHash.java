package dev.penstock.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The 32 bits by which Redis tells the features of one entity apart (contract 3.3).
final class FeatureHash {
  private FeatureHash() {}

  static int of(String view, String feature) {
    return murmur3((view + ":" + feature).getBytes(StandardCharsets.UTF_8));
  }

  /// MurmurHash3 x86 32, seed 0.
  private static int murmur3(byte[] data) {
    var words = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int hash = 0;
    while (words.remaining() >= 4) {
      hash = Integer.rotateLeft(hash ^ scrambled(words.getInt()), 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int shift = 0; words.hasRemaining(); shift += 8) {
      tail |= (words.get() & 0xff) << shift;
    }
    return mixed(hash ^ scrambled(tail) ^ data.length);
  }

  private static int scrambled(int word) {
    return Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
  }

  private static int mixed(int hash) {
    int first = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    int second = (first ^ (first >>> 13)) * 0xc2b2ae35;
    return second ^ (second >>> 16);
  }
}
