package dev.penstock.json;

/// What may stand between the tokens of JSON text.
final class JsonSpace {
  private JsonSpace() {}

  /// The first position from a position on that holds no space.
  static int end(byte[] bytes, int from, int end) {
    int position = from;
    while (position < end && isSpace(bytes[position])) {
      position++;
    }
    return position;
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
  }
}
