package dev.penstock.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
  @ParameterizedTest
  @CsvSource({"16, 17, 32", "16, 100, 100", "2000000000, 2000000001, 2147483639"})
  void capacityDoublesAsFarAsAnArrayGoes(int before, long needed, int capacity) {
    assertThat(JsonWriter.capacity(before, needed)).isEqualTo(capacity);
  }

  @Test
  void moreThanAnArrayHoldsIsTooLarge() {
    assertThatExceptionOfType(PushException.class)
        .isThrownBy(() -> JsonWriter.capacity(2_000_000_000, 2_147_483_640L))
        .withMessageContaining("ask for fewer rows")
        .extracting(PushException::kind)
        .isEqualTo(FailureKind.TOO_LARGE);
  }

  @Test
  void anEscapedUnitHasFourDigits() {
    var out = new JsonWriter();

    out.escaped('\u00e4');
    out.escaped('\ud83d');
    out.escaped('\u0001');

    assertThat(out.toString()).isEqualTo("\\u00e4\\ud83d\\u0001");
  }
}
