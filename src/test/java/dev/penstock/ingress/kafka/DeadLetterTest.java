package dev.penstock.ingress.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.LetterFate.Origin;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A dead letter becomes the record that it was.
class DeadLetterTest {
  private static final Map<String, String> HEADERS =
      Map.of(
          DeadLetters.REASON,
          "bad",
          DeadLetters.ENTRY,
          "trips",
          DeadLetters.TOPIC,
          "trips.eu",
          DeadLetters.PARTITION,
          "3",
          DeadLetters.OFFSET,
          "4711",
          DeadLetters.TIMESTAMP,
          "1767225600000",
          "trace",
          "abc");

  @Test
  void theRecordIsAsItWas() {
    var opened = DeadLetter.of(letter(17));

    assertThat(opened.origin()).isEqualTo(new Origin("trips", "trips.eu", 3, 4711));
    var record = opened.record();
    assertThat(record.topic()).isEqualTo("trips.eu");
    assertThat(record.partition()).isEqualTo(3);
    assertThat(record.offset()).isEqualTo(4711);
    assertThat(record.timestamp()).isEqualTo(1_767_225_600_000L);
    assertThat(record.key()).isEqualTo("k".getBytes(UTF_8));
    assertThat(record.value()).isEqualTo("v".getBytes(UTF_8));
    assertThat(record.headers()).extracting(header -> header.key()).containsExactly("trace");
  }

  @Test
  void lettersOfOneRecordHaveOneName() {
    assertThat(DeadLetter.of(letter(17)).name())
        .isEqualTo(DeadLetter.of(letter(99)).name())
        .isEqualTo("dead-letter/trips.eu/3/4711/1767225600000");
  }

  @ParameterizedTest
  @CsvSource({
    "penstock.entry,,penstock.entry",
    "penstock.topic,,penstock.topic",
    "penstock.offset,,penstock.offset",
    "penstock.timestamp,,penstock.timestamp",
    "penstock.partition,x,'penstock.partition is ''x'''",
    "penstock.partition,2147483648,2147483648",
    "penstock.offset,-2,-2"
  })
  void aRecordThatIsNoLetterIsToldApart(String header, String value, String told) {
    var letter = letter(17);
    letter.headers().remove(header);
    if (value != null) {
      letter.headers().add(header, value.getBytes(UTF_8));
    }

    assertThatThrownBy(() -> DeadLetter.of(letter))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("no dead letter")
        .hasMessageContaining(told);
  }

  private static ConsumerRecord<byte[], byte[]> letter(long offset) {
    var letter = new ConsumerRecord<>("dead", 0, offset, "k".getBytes(UTF_8), "v".getBytes(UTF_8));
    HEADERS.forEach((name, value) -> letter.headers().add(name, value.getBytes(UTF_8)));
    return letter;
  }
}
