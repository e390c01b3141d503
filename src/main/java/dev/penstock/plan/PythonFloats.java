package dev.penstock.plan;

import java.util.Locale;

/// Text that Python's `float` accepts.
final class PythonFloats {
  private PythonFloats() {}

  /// The number; NaN for `nan` and for text that is no number.
  static double parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> isDecimal(word) ? Double.parseDouble(word) : Double.NaN;
    };
  }

  static boolean isNaN(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return word.equals("nan") || word.equals("+nan") || word.equals("-nan");
  }

  /// Java would also take `1d` and `0x1p3`.
  private static boolean isDecimal(String word) {
    return word.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?");
  }
}
