package dev.penstock.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Float64;
import dev.penstock.model.FeatureValue.Int64;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Missing;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import dev.penstock.model.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodedValuesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1,\"b\":-2.5,\"c\":\"ü\",\"d\":true,\"e\":null}",
        "{\"a\":{\"b\":{\"c\":[1,2,3]}}}",
        "{\"i\":[1,-9223372036854775808],\"d\":[0.5,2.5],\"b\":[true,false],\"t\":[\"\",\"x\"]}",
        "{\"maps\":[{\"a\":1},{}],\"mixed\":[1,\"x\",null,[2]]}",
      })
  void whatWasInferredIsReadBack(String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    var map = (Named) JsonValues.read(utf8, 0, utf8.length, 8);
    var out = new ByteColumn.Builder(1, 16);

    InferredValues.writeMap(out, ValueType.MAP, map);

    assertThat(DecodedValues.read(out.array(), 0, out.length())).isEqualTo(map);
  }

  @Test
  void everyFormOfListIsRead() {
    // Two numbers packed, then one in a field of its own.
    assertThat(read("6a06" + "0a020102" + "0803"))
        .isEqualTo(new Many(List.of(new Int64(1), new Int64(2), new Int64(3))));
    assertThat(read("82010a" + "0a08" + "0000003f0000c0bf"))
        .isEqualTo(new Many(List.of(new Float64(0.5), new Float64(-1.5))));
    assertThat(read("5a03" + "0a01ff")).isEqualTo(new Many(List.of(new Text("/w=="))));
  }

  @Test
  void aMapOfScalarsHasItsKeysAsText() {
    // {5: "x", true: null}
    String entries = "0a09" + "0a021005" + "1203120178" + "0a04" + "0a022801";

    assertThat(read("fa02" + "11" + entries))
        .isEqualTo(new Named(Map.of("5", new Text("x"), "true", new Missing())));
  }

  @Test
  void whatIsNotKnownIsNotTakenForNothing() {
    assertThatThrownBy(() -> read("ba0600"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("field 103");
  }

  private static FeatureValue read(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return DecodedValues.read(bytes, 0, bytes.length);
  }
}
