package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonFloatTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "-0.0, -0.0",
    "0.1, 0.1",
    "1e16, 1e+16",
    "1e15, 1000000000000000.0",
    "123456789012345680, 1.2345678901234568e+17",
    "12345678.5, 12345678.5",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.000123, 0.000123",
    "1e20, 1e+20",
    "1.5e300, 1.5e+300",
    "5e-324, 5e-324",
    "-5e-324, -5e-324",
    "1e-323, 1e-323",
    "1.5e-323, 1.5e-323",
    "2e-323, 2e-323",
    "4.4e-323, 4.4e-323",
    "5e-323, 5e-323",
    "6e-323, 6e-323",
    "1e-322, 1e-322",
    "2.03e-322, 2.03e-322",
    "-1.5e-10, -1.5e-10",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void spellsAsPythonDoes(double value, String python) {
    assertThat(PythonFloat.text(value)).isEqualTo(python);
  }

  /// A text is the shortest when no text of one digit less reads back the same.
  @Property(tries = 2_000)
  void smallNumbersAreAsShortAsTheyCanBe(@ForAll @LongRange(min = 1, max = 5_000) long bits) {
    double value = Double.longBitsToDouble(bits);
    int digits = new BigDecimal(PythonFloat.text(value)).stripTrailingZeros().precision();

    assertThat(digits)
        .isEqualTo(
            IntStream.rangeClosed(1, 17)
                .filter(count -> {
                  var exact = new BigDecimal(value);
                  return exact.round(new MathContext(count)).doubleValue() == value;
                })
                .findFirst()
                .orElseThrow());
  }

  @Property(tries = 5_000)
  void readsBackTheSame(@ForAll double value) {
    assertThat(Double.parseDouble(PythonFloat.text(value))).isEqualTo(value);
  }
}
