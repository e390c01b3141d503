package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {
  /// The first two are of the cluster's specification, the others of `CLUSTER KEYSLOT`.
  @ParameterizedTest
  @CsvSource({
    "123456789, 12739",
    "foo, 12182",
    "{foo}.bar, 12182",
    "bar{foo}{baz}, 12182",
    "foo{}{bar}, 8363",
    "foo{{bar}}, 4015",
    "foo{bar, 15278",
    "}foo{bar}, 5061",
  })
  void slotsAreThoseOfTheServer(String key, int slot) {
    assertThat(HashSlot.of(key.getBytes(UTF_8))).isEqualTo(slot);
  }

  @Test
  void bytesAreTakenAsUnsigned() {
    byte[] key = HexFormat.of().parseHex("01000000ff80e97b");

    assertThat(HashSlot.of(key)).isEqualTo(4_860);
  }
}
