package dev.penstock.json;

import dev.penstock.json.JsonReader.Token;
import java.nio.charset.StandardCharsets;

/// One number of JSON text. A fraction or exponent without digits is none of it, as in Python.
///
/// @param end where it ends; -1 when there is none
record JsonNumber(Token token, long integer, double real, int end) {
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final long MOST_EXACT = 1L << 53;
  private static final int MOST_DIGITS = 18;
  private static final long MOST_BEFORE_DIGIT = Long.MAX_VALUE / 10;
  private static final int MOST_EXPONENT_BYTES = 6;
  private static final JsonNumber NONE = new JsonNumber(Token.END, 0, 0, -1);

  static JsonNumber read(byte[] bytes, int start, int end) {
    int first = bytes[start] == '-' ? start + 1 : start;
    int wholeEnd = wholeEnd(bytes, first, end);
    if (wholeEnd == first) {
      return NONE;
    }
    int fractionEnd = fractionEnd(bytes, wholeEnd, end);
    int exponentEnd = exponentEnd(bytes, fractionEnd, end);
    if (exponentEnd == wholeEnd) {
      return integer(bytes, start, first, wholeEnd);
    }
    double size = size(bytes, first, wholeEnd, fractionEnd, exponentEnd);
    double value =
        Double.isNaN(size) ? parsed(bytes, start, exponentEnd) : start == first ? size : -size;
    return new JsonNumber(Token.REAL, 0, value, exponentEnd);
  }

  private static int digits(byte[] bytes, int from, int end) {
    int position = from;
    while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
      position++;
    }
    return position;
  }

  /// No digit follows a leading zero.
  private static int wholeEnd(byte[] bytes, int first, int end) {
    return first < end && bytes[first] == '0' ? first + 1 : digits(bytes, first, end);
  }

  private static int fractionEnd(byte[] bytes, int from, int end) {
    if (from == end || bytes[from] != '.') {
      return from;
    }
    int last = digits(bytes, from + 1, end);
    return last == from + 1 ? from : last;
  }

  private static int exponentEnd(byte[] bytes, int from, int end) {
    if (from == end || (bytes[from] != 'e' && bytes[from] != 'E')) {
      return from;
    }
    int first = from + 1;
    if (first < end && (bytes[first] == '+' || bytes[first] == '-')) {
      first++;
    }
    int last = digits(bytes, first, end);
    return last == first ? from : last;
  }

  private static JsonNumber integer(byte[] bytes, int start, int first, int end) {
    // Counted downwards, because the smallest long has no positive counterpart.
    long value = 0;
    boolean negative = start != first;
    boolean mayBeBig = end - first > MOST_DIGITS;
    for (int position = first; position < end; position++) {
      int digit = bytes[position] - '0';
      if (mayBeBig && value < (Long.MIN_VALUE + digit) / 10) {
        return new JsonNumber(Token.BIG_INTEGER, 0, 0, end);
      }
      value = value * 10 - digit;
    }
    if (!negative && value == Long.MIN_VALUE) {
      return new JsonNumber(Token.BIG_INTEGER, 0, 0, end);
    }
    return new JsonNumber(Token.INTEGER, negative ? value : -value, 0, end);
  }

  /// Without its sign; NaN when it takes more than this to tell.
  private static double size(byte[] bytes, int first, int wholeEnd, int fractionEnd, int end) {
    long digits = 0;
    for (int position = first; position < fractionEnd; position++) {
      if (position != wholeEnd) {
        if (digits >= MOST_BEFORE_DIGIT) {
          return Double.NaN;
        }
        digits = digits * 10 + (bytes[position] - '0');
      }
    }
    if (digits == 0) {
      return 0;
    }
    if (end - fractionEnd > MOST_EXPONENT_BYTES) {
      return Double.NaN;
    }
    int exponent = exponent(bytes, fractionEnd, end) - Math.max(0, fractionEnd - wholeEnd - 1);
    // Both are doubles, so one operation rounds correctly.
    if (digits <= MOST_EXACT && Math.abs(exponent) < POWERS_OF_TEN.length) {
      return exponent < 0 ? digits / POWERS_OF_TEN[-exponent] : digits * POWERS_OF_TEN[exponent];
    }
    return NearestDouble.of(digits, exponent);
  }

  private static int exponent(byte[] bytes, int start, int end) {
    if (start == end) {
      return 0;
    }
    int sign = bytes[start + 1];
    int value = 0;
    for (int position = sign == '+' || sign == '-' ? start + 2 : start + 1;
        position < end;
        position++) {
      value = value * 10 + (bytes[position] - '0');
    }
    return sign == '-' ? -value : value;
  }

  private static double parsed(byte[] bytes, int start, int end) {
    return Double.parseDouble(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
  }
}
