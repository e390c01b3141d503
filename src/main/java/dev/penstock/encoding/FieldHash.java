package dev.penstock.encoding;

import java.nio.charset.StandardCharsets;

/// Names of the fields of Feast's Redis hashes: murmur3 (x86, 32 bits, seed 0) of `view:feature`
/// (contract 3.3). Little-endian, its four bytes are the field.
public final class FieldHash {
  private FieldHash() {}

  public static int of(String view, String feature) {
    return murmur3((view + ":" + feature).getBytes(StandardCharsets.UTF_8));
  }

  private static int murmur3(byte[] bytes) {
    int hash = 0;
    int blocks = bytes.length & ~3;
    for (int at = 0; at < blocks; at += 4) {
      int block =
          (bytes[at] & 0xFF)
              | ((bytes[at + 1] & 0xFF) << 8)
              | ((bytes[at + 2] & 0xFF) << 16)
              | (bytes[at + 3] << 24);
      hash = Integer.rotateLeft(hash ^ scrambled(block), 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int at = bytes.length - 1; at >= blocks; at--) {
      tail = (tail << 8) | (bytes[at] & 0xFF);
    }
    return mixed(hash ^ scrambled(tail) ^ bytes.length);
  }

  private static int scrambled(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }

  private static int mixed(int hash) {
    int h = hash;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
