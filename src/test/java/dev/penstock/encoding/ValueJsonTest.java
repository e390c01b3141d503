package dev.penstock.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.json.JsonWriter;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueJsonTest {
  /// Stored bytes that Penstock itself never writes, and what is read.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "72 02 0a00|[]",
        "72 05 0a00 0a01 07|[7]",
        "72 04 0807 0808|[7,8]",
        "7a 02 0a00|[]",
        "8201 02 0a00|[]",
        "8a01 02 0a00|[]",
        "fa02 00|null",
        "fa02 02 0a00|null",
      })
  void whatOthersMayStoreIsRead(String hex, String json) {
    byte[] stored = HexFormat.of().parseHex(hex.replace(" ", ""));
    var out = new JsonWriter();

    new ValueJson(NonFinite.TEXT).write(out, stored, 0, stored.length);

    assertThat(out.toString()).isEqualTo(json);
  }
}
