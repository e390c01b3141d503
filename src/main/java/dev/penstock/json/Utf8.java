package dev.penstock.json;

/// Characters as UTF-8 bytes.
final class Utf8 {
  private Utf8() {}

  /// Writes a code point, of at most 4 bytes.
  ///
  /// @return the position behind it
  static int put(int codePoint, byte[] target, int position) {
    if (codePoint < 0x80) {
      target[position] = (byte) codePoint;
      return position + 1;
    }
    int next = position;
    if (codePoint < 0x800) {
      target[next++] = (byte) (0xC0 | (codePoint >> 6));
    } else {
      if (codePoint < 0x10000) {
        target[next++] = (byte) (0xE0 | (codePoint >> 12));
      } else {
        target[next++] = (byte) (0xF0 | (codePoint >> 18));
        target[next++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
      }
      target[next++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    }
    target[next++] = (byte) (0x80 | (codePoint & 0x3F));
    return next;
  }
}
