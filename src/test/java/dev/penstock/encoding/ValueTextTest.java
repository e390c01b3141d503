package dev.penstock.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTextTest {
  @ParameterizedTest
  @CsvSource({
    "1203c3a978, éx,",
    "12026100, 'a\0',",
    "18ffffffffffffffffff01, -1, -1",
    "2007, 7, 7",
    "29000000000000f83f, 1.5, 1.5",
    "350000c03f, 1.5, 1.5",
    "3801, True, 1",
    "3800, False, 0",
  })
  void stringsNumbersAndBoolsAreToldAsPythonTellsThem(String hex, String text, Double number) {
    byte[] within = HexFormat.of().parseHex("ff" + hex + "ff");
    int length = within.length - 2;

    assertThat(ValueText.text(within, 1, length)).isEqualTo(text);
    assertThat(ValueText.number(within, 1, length)).isEqualTo(number);
  }

  /// Nothing, a text that is cut off, a list, and what begins like no value.
  @ParameterizedTest
  @ValueSource(strings = {"", "120361", "7a080000000000000000", "ff"})
  void whatElseThereIsHasNeitherTextNorNumber(String hex) {
    byte[] value = HexFormat.of().parseHex(hex);

    assertThat(ValueText.text(value, 0, value.length)).isNull();
    assertThat(ValueText.number(value, 0, value.length)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"82010a0a080000003f0000c03f, '[0.5, 1.5]'", "72040a020107, '[1, 7]'", "2007,"})
  void aListOfNumbersIsAVector(String hex, String vector) {
    byte[] value = HexFormat.of().parseHex(hex);

    assertThat(ValueText.vector(value, 0, value.length)).isEqualTo(vector);
  }
}
