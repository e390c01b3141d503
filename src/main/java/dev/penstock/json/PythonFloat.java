package dev.penstock.json;

/// Doubles in Python's spelling.
public final class PythonFloat {
  private static final double FEW_BITS = 1e-320;

  private PythonFloat() {}

  /// What `repr` gives: `1.0`, `0.1`, `1e+16`, `1e-05`, `nan`, `inf`, `-inf`.
  public static String text(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    // Within these bounds Java and Python both write plain decimals, with the same shortest digits.
    if (size == 0 || (size >= 1e-3 && size < 1e7)) {
      return Double.toString(value);
    }
    return respelled(value, Double.toString(value));
  }

  /// Turns Java's `d.dddE±x` into Python's choice of plain or exponent form.
  private static String respelled(double value, String java) {
    int mark = java.indexOf('E');
    String sign = java.startsWith("-") ? "-" : "";
    String digits = java.substring(sign.length(), mark).replace(".", "");
    if (digits.endsWith("0") && digits.length() > 1) {
      digits = digits.substring(0, digits.length() - 1);
    }
    int exponent = Integer.parseInt(java.substring(mark + 1));
    if (digits.length() == 2 && Math.abs(value) < FEW_BITS) {
      return sign + ofOneDigit(digits, exponent, Math.abs(value));
    }
    return sign
        + (exponent >= -4 && exponent < 16 ? plain(digits, exponent) : scaled(digits, exponent));
  }

  /// Where there are only a few bits, one digit may do, but Java writes at least two: `4.9E-324`.
  private static String ofOneDigit(String digits, int exponent, double size) {
    int rounded = (Integer.parseInt(digits) + 5) / 10;
    String shorter =
        rounded == 10 ? scaled("1", exponent + 1) : scaled(Integer.toString(rounded), exponent);
    return Double.parseDouble(shorter) == size ? shorter : scaled(digits, exponent);
  }

  private static String plain(String digits, int exponent) {
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    int whole = exponent + 1;
    return digits.length() <= whole
        ? digits + "0".repeat(whole - digits.length()) + ".0"
        : digits.substring(0, whole) + "." + digits.substring(whole);
  }

  private static String scaled(String digits, int exponent) {
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = exponent < 0 ? "-" : "+";
    int size = Math.abs(exponent);
    return digits.charAt(0) + fraction + "e" + sign + (size < 10 ? "0" : "") + size;
  }
}
