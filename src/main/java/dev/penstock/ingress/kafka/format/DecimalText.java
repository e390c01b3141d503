package dev.penstock.ingress.kafka.format;

import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.json.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Writes decimal numbers that were sent as an integer of any length and a scale.
public final class DecimalText {
  private static final int LONGEST = 1_024;
  private static final int PLAIN_SCALE = 1_000;

  private DecimalText() {}

  /// - **Fails** by throwing [BadRecordException] for no digits, or far more than anybody needs.
  ///
  /// @param bytes two's complement, big-endian
  public static void write(
      JsonWriter out, byte[] bytes, int start, int length, int scale, Decimals as) {
    if (length == 0 || length > LONGEST) {
      throw new BadRecordException(
          "a decimal number of %d bytes, expected 1 to %d".formatted(length, LONGEST));
    }
    var number = new BigDecimal(new BigInteger(bytes, start, length), scale);
    // A far scale would be as many zeros.
    String digits =
        Math.abs((long) scale) <= PLAIN_SCALE ? number.toPlainString() : number.toString();
    switch (as) {
      case NUMBER -> out.raw(digits);
      case TEXT -> out.text(digits);
    }
  }
}
