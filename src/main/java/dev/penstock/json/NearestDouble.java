package dev.penstock.json;

import java.math.BigInteger;

/// The double that is nearest to a decimal number, by one multiplication or two, which nearly
/// always decide it.
///
/// - **Source** Daniel Lemire, Number Parsing at a Gigabyte per Second (2021), section 5: digits
///   times a power of five, of which the first 128 bits are kept. The exponents here make no double
///   that is subnormal or too great.
final class NearestDouble {
  private static final int LEAST = -65;
  private static final int MOST = 65;
  private static final int LEAST_EXACT = -27;
  private static final int MOST_EXACT = 55;
  private static final long[] UPPER = new long[MOST - LEAST + 1];
  private static final long[] LOWER = new long[MOST - LEAST + 1];

  private static final int FRACTION_BITS = 52;
  private static final long UNDECIDED_BITS = -1L >>> (FRACTION_BITS + 3);
  private static final int BIAS = 1023;

  static {
    for (int exponent = LEAST; exponent <= MOST; exponent++) {
      var bits = powerOfFive(exponent);
      UPPER[exponent - LEAST] = bits.shiftRight(Long.SIZE).longValue();
      LOWER[exponent - LEAST] = bits.longValue();
    }
  }

  private NearestDouble() {}

  /// Digits times a power of ten; NaN when that cannot be told here.
  ///
  /// @param digits not 0, without a sign
  static double of(long digits, int exponent) {
    if (exponent < LEAST || exponent > MOST) {
      return Double.NaN;
    }
    int zeros = Long.numberOfLeadingZeros(digits);
    long number = digits << zeros;
    long upper = Math.unsignedMultiplyHigh(number, UPPER[exponent - LEAST]);
    long lower = number * UPPER[exponent - LEAST];
    if ((upper & UNDECIDED_BITS) == UNDECIDED_BITS) {
      long further = Math.unsignedMultiplyHigh(number, LOWER[exponent - LEAST]);
      lower += further;
      if (Long.compareUnsigned(lower, further) < 0) {
        upper++;
      }
    }
    if (lower == -1L && (exponent < LEAST_EXACT || exponent > MOST_EXACT)) {
      return Double.NaN;
    }
    return rounded(upper, lower, exponent, zeros);
  }

  private static double rounded(long upper, long lower, int exponent, int zeros) {
    int first = (int) (upper >>> (Long.SIZE - 1));
    int shift = first + Long.SIZE - FRACTION_BITS - 3;
    long fraction = upper >>> shift;
    // Exactly between two doubles, which only these exponents bring about: to the even one.
    boolean halfway =
        lower >= 0
            && lower <= 1
            && exponent >= -4
            && exponent <= 23
            && (fraction & 3) == 1
            && (fraction << shift) == upper;
    fraction = (halfway ? fraction & ~1 : fraction + (fraction & 1)) >>> 1;
    int power = binaryExponent(exponent) + first - zeros + BIAS;
    if (fraction >= 2L << FRACTION_BITS) {
      fraction = 1L << FRACTION_BITS;
      power++;
    }
    return Double.longBitsToDouble(
        (fraction & ~(1L << FRACTION_BITS)) | ((long) power << FRACTION_BITS));
  }

  /// Of ten to some power times 2 to the 63.
  private static int binaryExponent(int exponent) {
    return (((152_170 + 65_536) * exponent) >> 16) + Long.SIZE - 1;
  }

  /// Its first 128 bits. Inverses are rounded up as long as that makes halves come out exactly.
  private static BigInteger powerOfFive(int exponent) {
    var power = BigInteger.valueOf(5).pow(Math.abs(exponent));
    int length = power.bitLength();
    if (exponent >= 0) {
      return power.shiftLeft(128).shiftRight(length);
    }
    if (exponent >= LEAST_EXACT) {
      return BigInteger.ONE.shiftLeft(length + 127).divide(power).add(BigInteger.ONE);
    }
    var inverse = BigInteger.ONE.shiftLeft(2 * length + 128).divide(power).add(BigInteger.ONE);
    return inverse.shiftRight(inverse.bitLength() - 128);
  }
}
