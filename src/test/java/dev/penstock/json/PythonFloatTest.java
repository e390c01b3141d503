package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
    "-1.5e-10, -1.5e-10",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void spellsAsPythonDoes(double value, String python) {
    assertThat(PythonFloat.text(value)).isEqualTo(python);
  }

  @Property(tries = 5_000)
  void readsBackTheSame(@ForAll double value) {
    assertThat(Double.parseDouble(PythonFloat.text(value))).isEqualTo(value);
  }
}
