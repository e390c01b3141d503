package dev.penstock.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.encoding.ValueWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameValuesTest {
  private static final byte[] NULL = {};

  @ParameterizedTest
  @CsvSource({
    "1.5, 1.5, true",
    "0.0, -0.0, true",
    "NaN, NaN, true",
    "Infinity, Infinity, true",
    "1.5, 1.5000001, false",
    "Infinity, 1e300, false",
    "Infinity, -Infinity, false",
    // What a 32-bit column keeps of 0.1, and what it does not.
    "0.10000000149011612, 0.1, true",
    "0.10000000149011612, 0.1001, false",
    "0.1, 0.10000000149011612, false"
  })
  void doublesAreTheSameAsFarAsColumnsKeepThem(double history, double online, boolean same) {
    assertThat(SameValues.are(ValueType.DOUBLE, real(history), real(online))).isEqualTo(same);
  }

  @Test
  void thePayloadOfNanDoesNotMatter() {
    byte[] signalling = real(Double.NaN);
    signalling[1] = 1;

    assertThat(SameValues.are(ValueType.DOUBLE, real(Double.NaN), signalling)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRING|a|a|true",
        "STRING|a|A|false",
        "JSON|{\"a\": 1, \"b\": [2]}|{\"b\":[2],\"a\":1.0}|true",
        "JSON|{\"a\":1}|{\"a\":2}|false",
        "JSON|{\"a\":1}|{|false",
        "DECIMAL|1.50|1.5|true",
        "DECIMAL|1.50|1.6|false",
        "DECIMAL|1.50|x|false",
        "UUID|0F8FAD5B-D9CB-469F-A165-70867728950E|0f8fad5b-d9cb-469f-a165-70867728950e|true"
      })
  void textsAreTheSameAsFarAsColumnsKeepThem(
      ValueType type, String history, String online, boolean same) {
    assertThat(SameValues.are(type, text(type, history), text(type, online))).isEqualTo(same);
  }

  @Test
  void nullIsTheSameAsNullHoweverItIsSpelled() {
    byte[] spelled = {(byte) 0x98, 0x01, 0x00};

    assertThat(SameValues.are(ValueType.INT64, NULL, spelled)).isTrue();
    assertThat(SameValues.are(ValueType.INT64, NULL, NULL)).isTrue();
    assertThat(SameValues.are(ValueType.STRING, NULL, text(ValueType.STRING, ""))).isFalse();
  }

  @Test
  void setsHaveNoOrderButListsDo() {
    byte[] one = {1 << 3, 1, 1 << 3, 2};
    byte[] other = {1 << 3, 2, 1 << 3, 1};

    assertThat(
            SameValues.are(
                ValueType.INT64_SET,
                message(ValueType.INT64_SET, one),
                message(ValueType.INT64_SET, other)))
        .isTrue();
    assertThat(
            SameValues.are(
                ValueType.INT64_LIST,
                message(ValueType.INT64_LIST, one),
                message(ValueType.INT64_LIST, other)))
        .isFalse();
  }

  @Test
  void bytesThatAreNoValueAreDifferent() {
    assertThat(SameValues.are(ValueType.INT64, NULL, new byte[] {0x20})).isFalse();
  }

  private static byte[] real(double value) {
    var out = new ByteColumn.Builder(1, 16);
    ValueWriter.doubleNumber(out, ValueType.DOUBLE, value);
    return written(out);
  }

  private static byte[] text(ValueType type, String text) {
    return message(type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] message(ValueType type, byte[] content) {
    var out = new ByteColumn.Builder(1, 16);
    ValueWriter.delimited(out, type, content, 0, content.length);
    return written(out);
  }

  private static byte[] written(ByteColumn.Builder out) {
    out.endRow();
    return out.build().copyOf(0);
  }
}
