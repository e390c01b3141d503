package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IntegerTextTest {
  @Property(tries = 2_000)
  void integersInTextsAreThoseThatJavaReads(@ForAll("integerTexts") String text) {
    var integers = new IntegerText();

    boolean read = integers.read(text);

    assertThat(read ? Long.toString(integers.value()) : "none").isEqualTo(parsed(text));
  }

  @Provide
  Arbitrary<String> integerTexts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("+-012789a").ofMaxLength(4),
        Arbitraries.longs().map(value -> Long.toString(value)),
        Arbitraries.bigIntegers().map(BigInteger::toString),
        Arbitraries.strings().withChars("0123456789").ofMinLength(18).ofMaxLength(20));
  }

  private static String parsed(String text) {
    try {
      return Long.toString(Long.parseLong(text));
    } catch (NumberFormatException none) {
      return "none";
    }
  }
}
