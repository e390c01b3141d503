package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.json.JsonReader.Token;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/// The JDK's own parser is the oracle.
class NearestDoubleTest {
  @Property(tries = 20_000)
  void anyDigitsAndExponentComeToTheNearestDouble(
      @ForAll @LongRange(min = 1) long digits,
      @ForAll @IntRange(min = -65, max = 65) int exponent) {
    double value = NearestDouble.of(digits, exponent);

    assertThat(value).isEqualTo(Double.parseDouble(digits + "e" + exponent));
  }

  @Property(tries = 20_000)
  void whatADoubleIsWrittenAsComesBack(
      @ForAll @LongRange(min = 0, max = (1L << 52) - 1) long fraction,
      @ForAll @IntRange(min = -150, max = 180) int power) {
    double value = Double.longBitsToDouble(fraction | ((1023L + power) << 52));
    var decimal = new BigDecimal(Double.toString(value));

    assertThat(NearestDouble.of(decimal.unscaledValue().longValueExact(), -decimal.scale()))
        .isEqualTo(value);
  }

  @Property(tries = 20_000)
  void whatLiesBetweenTwoDoublesGoesToTheEvenOneOrTheNearer(
      @ForAll @LongRange(min = 1L << 52, max = (1L << 53) - 1) long fraction,
      @ForAll @IntRange(min = -4, max = 5) int power,
      @ForAll @IntRange(min = -1, max = 1) int beside) {
    var half = BigDecimal.valueOf(2 * fraction + 1).multiply(two(power)).stripTrailingZeros();
    if (half.precision() <= 18) {
      long digits = half.unscaledValue().longValueExact() * 10 + beside;
      int exponent = -half.scale() - 1;

      assertThat(NearestDouble.of(digits, exponent))
          .isEqualTo(Double.parseDouble(digits + "e" + exponent));
    }
  }

  @Example
  void farExponentsAreLeftToOthers() {
    assertThat(NearestDouble.of(1, -66)).isNaN();
    assertThat(NearestDouble.of(1, 66)).isNaN();
  }

  @Property(tries = 20_000)
  void numbersOfAnyFormAreReadAsTheJdkReadsThem(
      @ForAll boolean negative,
      @ForAll @LongRange(min = 0) long whole,
      @ForAll @IntRange(min = 0, max = 18) int cut,
      @ForAll @LongRange(min = 0) long fraction,
      @ForAll @IntRange(min = -400, max = 400) int exponent) {
    String text =
        (negative ? "-" : "")
            + whole / (long) Math.pow(10, cut)
            + "."
            + fraction
            + (exponent % 2 == 0 ? "e" + exponent : "");

    byte[] json = text.getBytes(StandardCharsets.US_ASCII);
    var reader = new JsonReader(json, 0, json.length, 10);

    assertThat(reader.next()).isEqualTo(Token.REAL);
    assertThat(reader.real()).isEqualTo(Double.parseDouble(text));
  }

  private static BigDecimal two(int power) {
    return power >= 0
        ? BigDecimal.valueOf(1L << power)
        : BigDecimal.ONE.divide(BigDecimal.valueOf(1L << -power));
  }
}
