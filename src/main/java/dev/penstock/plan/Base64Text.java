package dev.penstock.plan;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Bytes sent as base64 text.
final class Base64Text {
  private static final int GROUP = 4;

  private Base64Text() {}

  /// The bytes, or null for text that is no base64. A table may hold a million of those: no
  /// exception tells of each, so the text is looked at first.
  static byte @Nullable [] decode(byte[] text, int start, int length) {
    int digits = digits(text, start, length);
    return isComplete(digits, length) && isPadding(text, start + digits, start + length)
        ? Base64.getDecoder().decode(Arrays.copyOfRange(text, start, start + length))
        : null;
  }

  /// As Java's decoder has it, padding may be left out, but not in part.
  private static boolean isComplete(int digits, int length) {
    int last = digits % GROUP;
    return last != 1 && (length == digits || (last != 0 && length - digits == GROUP - last));
  }

  private static int digits(byte[] text, int start, int length) {
    int digits = 0;
    while (digits < length && isDigit(text[start + digits])) {
      digits++;
    }
    return digits;
  }

  private static boolean isDigit(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || octet == '+'
        || octet == '/';
  }

  private static boolean isPadding(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text[at] != '=') {
        return false;
      }
    }
    return true;
  }
}
