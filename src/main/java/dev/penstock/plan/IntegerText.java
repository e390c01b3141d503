package dev.penstock.plan;

/// Reads integers of 64 bits from text as [Long#parseLong] does, but tells of text that is none
/// without an exception: a table may hold a million of those. Used again and again.
final class IntegerText {
  private long value;

  /// The integer read last.
  long value() {
    return value;
  }

  /// Reads an integer; false where the text is none.
  boolean read(String text) {
    boolean negative = text.startsWith("-");
    int first = negative || text.startsWith("+") ? 1 : 0;
    // Counted downwards, because the smallest long has no positive counterpart.
    long smallest = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
    long count = 0;
    for (int at = first; at < text.length(); at++) {
      int digit = Character.digit(text.charAt(at), 10);
      if (digit < 0 || count < (smallest + digit) / 10) {
        return false;
      }
      count = count * 10 - digit;
    }
    value = negative ? count : -count;
    return text.length() > first;
  }
}
