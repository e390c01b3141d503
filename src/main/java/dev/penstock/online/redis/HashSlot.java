package dev.penstock.online.redis;

/// Which of the 16,384 parts of a cluster a key belongs to: CRC16 (XMODEM) of its bytes, or of
/// those between the first `{` and the first `}` after it where there are any. Keys hold any byte,
/// so braces come up by chance, and count all the same.
final class HashSlot {
  private static final int SLOTS = 16_384;
  private static final int POLYNOMIAL = 0x1021;
  private static final int[] TABLE = table();

  private HashSlot() {}

  static int of(byte[] key) {
    int open = indexOf(key, '{', 0);
    if (open >= 0) {
      int close = indexOf(key, '}', open + 1);
      if (close > open + 1) {
        return crc(key, open + 1, close) % SLOTS;
      }
    }
    return crc(key, 0, key.length) % SLOTS;
  }

  private static int indexOf(byte[] key, char octet, int from) {
    for (int at = from; at < key.length; at++) {
      if (key[at] == octet) {
        return at;
      }
    }
    return -1;
  }

  private static int crc(byte[] bytes, int start, int end) {
    int crc = 0;
    for (int at = start; at < end; at++) {
      crc = ((crc << 8) ^ TABLE[((crc >>> 8) ^ bytes[at]) & 0xFF]) & 0xFFFF;
    }
    return crc;
  }

  private static int[] table() {
    var table = new int[256];
    for (int octet = 0; octet < table.length; octet++) {
      int crc = octet << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      table[octet] = crc & 0xFFFF;
    }
    return table;
  }
}
