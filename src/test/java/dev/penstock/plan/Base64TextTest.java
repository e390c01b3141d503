package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class Base64TextTest {
  @Property(tries = 2_000)
  void bytesInTextsAreThoseThatJavaReads(@ForAll("base64Texts") String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);

    assertThat(Base64Text.decode(ascii, 0, ascii.length)).isEqualTo(decoded(text));
  }

  @Provide
  Arbitrary<String> base64Texts() {
    return Arbitraries.strings().withChars("Az09+/==?").ofMaxLength(9);
  }

  private static byte @Nullable [] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException none) {
      return null;
    }
  }
}
