package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Crc64Test {
  private static final long POLYNOMIAL = 0xad93d23594c935a9L;

  /// As the tests of Redis have it.
  @ParameterizedTest
  @CsvSource({"123456789, e9c6d914c4b8d9ca", "'', 0"})
  void sumsAreThoseOfTheServer(String text, String sum) {
    byte[] bytes = text.getBytes(US_ASCII);

    assertThat(Crc64.of(bytes, bytes.length)).isEqualTo(Long.parseUnsignedLong(sum, 16));
  }

  @Test
  void eightBytesAtATimeMakeWhatSingleBitsMake() {
    long seed = System.nanoTime();
    var bytes = new byte[70];
    new Random(seed).nextBytes(bytes);

    for (int length = 0; length <= bytes.length; length++) {
      assertThat(Crc64.of(bytes, length))
          .as("seed %s, %s bytes", seed, length)
          .isEqualTo(bitByBit(bytes, length));
    }
  }

  /// From the lowest bit of each byte on, as the polynomial is written.
  private static long bitByBit(byte[] bytes, int length) {
    long sum = 0;
    for (int bit = 0; bit < length * Byte.SIZE; bit++) {
      int next = (bytes[bit / Byte.SIZE] >>> (bit % Byte.SIZE)) & 1;
      boolean carried = (sum < 0 ? 1 : 0) != next;
      sum = carried ? (sum << 1) ^ POLYNOMIAL : sum << 1;
    }
    return Long.reverse(sum);
  }
}
