package dev.penstock.json;

/// The string tokens of one JSON text. A string without escapes is a slice of the text; one with
/// escapes is unescaped into a buffer that the next one overwrites.
final class JsonText {
  private final byte[] source;
  private final int sourceStart;
  private final int sourceEnd;
  private byte[] unescaped = {};
  private int unescapedLength;
  private byte[] bytes;
  private int start;
  private int length;
  private boolean slice = true;

  JsonText(byte[] source, int sourceStart, int sourceEnd) {
    this.source = source;
    this.sourceStart = sourceStart;
    this.sourceEnd = sourceEnd;
    this.bytes = source;
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int length() {
    return length;
  }

  /// Whether the text lies in the source as it is.
  boolean isSlice() {
    return slice;
  }

  void slice(int from, int to) {
    slice = true;
    bytes = source;
    start = from;
    length = to - from;
  }

  /// Reads the string whose opening quote is at a position.
  ///
  /// @param unescape false when only its end is of interest
  /// @return the position behind the closing quote
  int read(int quote, boolean unescape) {
    boolean escaped = false;
    int position = quote + 1;
    while (true) {
      if (position >= sourceEnd) {
        throw JsonException.malformed(quote - sourceStart, "Unterminated string starting at");
      }
      byte octet = source[position];
      if (octet == '"') {
        break;
      } else if (octet == '\\') {
        escaped = true;
        position += escapeLength(position);
      } else if (octet >= 0x20) {
        position++;
      } else if (octet >= 0) {
        throw JsonException.malformed(position - sourceStart, "Invalid control character at");
      } else {
        position += sequenceLength(position);
      }
    }
    if (escaped && unescape) {
      unescape(quote + 1, position);
    } else {
      slice(quote + 1, position);
    }
    return position + 1;
  }

  private int escapeLength(int backslash) {
    if (backslash + 1 >= sourceEnd) {
      throw invalidEscape(backslash);
    }
    return switch (source[backslash + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
      case 'u' -> unicodeLength(backslash);
      default -> throw invalidEscape(backslash);
    };
  }

  private int unicodeLength(int backslash) {
    int unit = codeUnit(backslash);
    if (!Character.isSurrogate((char) unit)) {
      return 6;
    }
    boolean paired =
        Character.isHighSurrogate((char) unit)
            && backslash + 7 < sourceEnd
            && source[backslash + 6] == '\\'
            && source[backslash + 7] == 'u'
            && Character.isLowSurrogate((char) codeUnit(backslash + 6));
    if (!paired) {
      // UTF-8 has no bytes for half a surrogate pair.
      throw JsonException.malformed(backslash - sourceStart, "Unpaired surrogate");
    }
    return 12;
  }

  private int codeUnit(int backslash) {
    if (backslash + 6 > sourceEnd) {
      throw invalidEscape(backslash);
    }
    int unit = 0;
    for (int position = backslash + 2; position < backslash + 6; position++) {
      int digit = source[position] < 0 ? -1 : Character.digit(source[position], 16);
      if (digit < 0) {
        throw invalidEscape(backslash);
      }
      unit = (unit << 4) | digit;
    }
    return unit;
  }

  private JsonException invalidEscape(int backslash) {
    return JsonException.malformed(backslash - sourceStart, "Invalid \\escape");
  }

  /// Length of the UTF-8 sequence at a position, which must be well formed (RFC 3629).
  private int sequenceLength(int position) {
    int lead = source[position] & 0xFF;
    int count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    boolean valid = lead >= 0xC2 && lead <= 0xF4 && position + count <= sourceEnd;
    for (int next = 1; valid && next < count; next++) {
      valid = (source[position + next] & 0xC0) == 0x80;
    }
    if (valid && count > 2) {
      int second = source[position + 1] & 0xFF;
      valid =
          switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second <= 0x9F;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second <= 0x8F;
            default -> true;
          };
    }
    if (!valid) {
      throw JsonException.malformed(position - sourceStart, "Invalid UTF-8");
    }
    return count;
  }

  private void unescape(int from, int to) {
    if (unescaped.length < to - from) {
      unescaped = new byte[Math.max(64, to - from)];
    }
    unescapedLength = 0;
    int position = from;
    while (position < to) {
      if (source[position] == '\\') {
        position = unescapeOne(position);
      } else {
        unescaped[unescapedLength++] = source[position++];
      }
    }
    slice = false;
    bytes = unescaped;
    start = 0;
    length = unescapedLength;
  }

  private int unescapeOne(int backslash) {
    byte letter = source[backslash + 1];
    if (letter == 'u') {
      return unescapeUnicode(backslash);
    }
    unescaped[unescapedLength++] =
        switch (letter) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> letter;
        };
    return backslash + 2;
  }

  private int unescapeUnicode(int backslash) {
    int unit = codeUnit(backslash);
    boolean pair = Character.isHighSurrogate((char) unit);
    int codePoint =
        pair ? Character.toCodePoint((char) unit, (char) codeUnit(backslash + 6)) : unit;
    unescapedLength = Utf8.put(codePoint, unescaped, unescapedLength);
    return backslash + (pair ? 12 : 6);
  }
}
