package dev.penstock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.encoding.FieldHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashChecksTest {
  @TempDir private Path directory;

  @Test
  void hashIsFeasts() {
    // From the contract's golden/feature_field_hashes.json.
    assertThat(FieldHash.of("feature_view_1", "feature_10")).isEqualTo(962555174);
    assertThat(FieldHash.of("feature_view_1", "feature_11")).isEqualTo(-1080412221);
    assertThat(FieldHash.of("sfv", "driver_id")).isEqualTo(761898831);
  }

  @Test
  void collidingFeaturesAreTold() throws IOException {
    var names = new HashMap<Integer, String>();
    String first = null;
    String second = "";
    for (int number = 0; first == null; number++) {
      second = "f" + number;
      first = names.putIfAbsent(FieldHash.of("v", second), second);
    }
    var file = Files.writeString(directory.resolve("d.yaml"), yaml(first, second));

    assertThatThrownBy(() -> DefinitionsFile.read(file))
        .hasMessageContaining(":9: ")
        .hasMessageContaining("'v:" + second + "' has the same 32-bit hash as 'v:" + first + "'");
  }

  private static String yaml(String first, String second) {
    return """
    project: p
    batch_sources: [{name: b, timestamp_field: t}]
    feature_views:
      - name: v
        entities: []
        source: b
        schema:
          - {name: %s, dtype: Int64}
          - {name: %s, dtype: Int64}
    """
        .formatted(first, second);
  }
}
