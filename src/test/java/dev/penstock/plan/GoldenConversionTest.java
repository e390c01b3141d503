package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.ValueType;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Feast renders of a stored value is sent again, and must become the stored bytes.
class GoldenConversionTest {
  private static final HexFormat HEX = HexFormat.of();

  /// Not reachable over HTTP: see 2.7 of the contract.
  private static final Set<String> NEVER_SENT =
      Set.of("unset", "null", "scalar_map", "zoned_timestamp");

  @ParameterizedTest
  @MethodSource("vectors")
  void aPushedValueIsStoredAsFeastStoresIt(JsonNode vector) {
    var faults = new Faults("body", "df");
    var converter = new ColumnConverter(Handling.STRICT, new TimeParser(InstantSource.system()));
    var sent = Tables.column("f", "[" + vector.get("http_json").asText() + "]");

    var stored = converter.convert(sent, type(vector), faults, () -> "");

    assertThat(faults.problems()).isEmpty();
    // An empty list within a list becomes an unset value.
    String expected =
        vector
            .get("hex")
            .asText()
            .replace("d2020c0a0672040a0201020a027200", "d2020a0a0672040a0201020a00");
    assertThat(HEX.formatHex(stored.copyOf(0))).isEqualTo(expected);
  }

  static Stream<JsonNode> vectors() throws IOException {
    try (var golden = GoldenConversionTest.class.getResourceAsStream("/golden/values.json")) {
      var vectors = new ObjectMapper().readTree(golden).get("vectors");
      return StreamSupport.stream(vectors.spliterator(), false)
          .filter(vector -> vector.get("http_json").isTextual())
          .filter(vector -> !NEVER_SENT.contains(vector.get("type").asText()));
    }
  }

  private static ValueType type(JsonNode vector) {
    String name = vector.get("type").asText();
    return switch (name) {
      case "list" -> ValueType.VALUE_LIST;
      case "set" -> ValueType.VALUE_SET;
      default -> ValueType.valueOf(name.toUpperCase(Locale.ROOT));
    };
  }
}
