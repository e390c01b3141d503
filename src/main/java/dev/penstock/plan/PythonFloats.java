package dev.penstock.plan;

import java.util.Locale;
import java.util.regex.Pattern;

/// Text that Python's `float` accepts.
final class PythonFloats {
  /// Java would also take `1d` and `0x1p3`. No quantifier gives back what it took, so that a long
  /// text costs no more than its length.
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?+|\\.\\d++)(e[+-]?\\d++)?+");

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

  private static boolean isDecimal(String word) {
    return DECIMAL.matcher(word).matches();
  }
}
