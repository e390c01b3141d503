package dev.penstock.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimestampBytesTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @MethodSource("vectors")
  void aTimeIsStoredAsFeastStoresIt(JsonNode vector) {
    long nanos = vector.get("nanos").asLong();
    long micros = Long.parseLong(vector.get("seconds").asText()) * 1_000_000 + nanos / 1_000;

    byte[] stored = HEX.parseHex(vector.get("hex").asText());

    assertThat(TimestampBytes.micros(stored)).isEqualTo(micros);
    if (nanos % 1_000 == 0) {
      assertThat(TimestampBytes.of(micros)).isEqualTo(stored);
    }
  }

  @Property(tries = 1_000)
  void everyTimeIsReadBack(
      @ForAll @LongRange(min = -9_223_372_036_853_000_000L, max = 9_223_372_036_853_000_000L)
          long micros) {
    assertThat(TimestampBytes.micros(TimestampBytes.of(micros))).isEqualTo(micros);
  }

  @Test
  void aTimeBeyondMicrosecondsIsTheNearestThatThereIs() {
    byte[] farAway = HEX.parseHex("08ffffffffffffffff7f");

    assertThat(TimestampBytes.micros(farAway)).isGreaterThan(9_000_000_000_000_000_000L);
  }

  @Test
  void unknownFieldsArePassedOver() {
    assertThat(TimestampBytes.micros(HEX.parseHex("1a0101080210e807"))).isEqualTo(2_000_001);
  }

  @Test
  void otherBytesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimestampBytes.micros(HEX.parseHex("0880")));
  }

  static Stream<JsonNode> vectors() throws IOException {
    try (var golden = TimestampBytesTest.class.getResourceAsStream("/golden/timestamps.json")) {
      var vectors = new ObjectMapper().readTree(golden).get("vectors");
      return StreamSupport.stream(vectors.spliterator(), false);
    }
  }
}
