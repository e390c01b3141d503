package dev.penstock.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DistinctSlicesTest {
  private static final int MANY = 1 << 17;

  @Property(tries = 500)
  void slicesAreNumberedAsTheyAreFirstSeen(@ForAll List<Byte> first, @ForAll List<Byte> second) {
    var slices = new DistinctSlices(1);

    // The second round meets what the first left behind.
    for (var values : List.of(first, second)) {
      slices.clear();
      byte[] bytes = new byte[values.size()];
      var seen = new ArrayList<Byte>();
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = values.get(at);
        if (!seen.contains(bytes[at])) {
          seen.add(bytes[at]);
        }
        assertThat(slices.add(bytes, at, at + 1)).isEqualTo(seen.indexOf(bytes[at]));
      }
      assertThat(slices.count()).isEqualTo(seen.size());
    }
  }

  @Test
  void textsThatFallOnEachOtherInJavaDoNotHere() {
    byte[] texts = colliding();
    var slices = new DistinctSlices(1);

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (int start = 0; start < texts.length; start += 34) {
            slices.add(texts, start, start + 34);
          }
        });

    assertThat(slices.count()).isEqualTo(MANY);
  }

  @Test
  void aSetOfTextsThatFallOnEachOtherInJavaIsWrittenInNoTime() {
    byte[] texts = colliding();
    var list = new ListWriter();
    var out = new ByteColumn.Builder(1, 16);

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          list.clear();
          for (int start = 0; start < texts.length; start += 34) {
            list.addDelimited(texts, start, 34);
            list.dropRepeated();
          }
          list.write(out, ValueType.STRING_SET);
        });

    assertThat(out.length()).isGreaterThan(MANY * 36);
  }

  @Test
  void anotherSeedGivesAnotherHash() {
    byte[] text = "driver_id=7".getBytes(UTF_8);

    assertThat(SeededHash.of(text, 0, text.length, 1))
        .isNotEqualTo(SeededHash.of(text, 0, text.length, 2));
  }

  /// Texts of 34 bytes that all have one `hashCode`, made of `Aa` and `BB`, which have.
  private static byte[] colliding() {
    var texts = new StringBuilder();
    for (int number = 0; number < MANY; number++) {
      for (int bit = 0; bit < 17; bit++) {
        texts.append((number >> bit & 1) == 0 ? "Aa" : "BB");
      }
    }
    return texts.toString().getBytes(UTF_8);
  }
}
