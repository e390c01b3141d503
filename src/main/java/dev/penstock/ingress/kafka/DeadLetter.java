package dev.penstock.ingress.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.model.LetterFate.Origin;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/// A dead letter that is read again, see [DeadLetters].
///
/// @param letter as it is in the topic of dead letters
/// @param record as it was when it was consumed
record DeadLetter(
    ConsumerRecord<byte[], byte[]> letter, Origin origin, ConsumerRecord<byte[], byte[]> record) {
  private static final Set<String> HEADERS =
      Set.of(
          DeadLetters.REASON,
          DeadLetters.COLUMN,
          DeadLetters.ENTRY,
          DeadLetters.TOPIC,
          DeadLetters.PARTITION,
          DeadLetters.OFFSET,
          DeadLetters.TIMESTAMP);

  /// Opens a letter.
  ///
  /// - **Fails** by throwing [BadRecordException] for a record that is none.
  static DeadLetter of(ConsumerRecord<byte[], byte[]> letter) {
    String topic = header(letter, DeadLetters.TOPIC);
    int partition = Math.toIntExact(number(letter, DeadLetters.PARTITION, Integer.MAX_VALUE));
    long offset = number(letter, DeadLetters.OFFSET, Long.MAX_VALUE);
    var origin = new Origin(header(letter, DeadLetters.ENTRY), topic, partition, offset);
    return new DeadLetter(letter, origin, record(letter, origin));
  }

  /// Names the record for ever, however often there are letters of it. A topic that was deleted and
  /// made anew has the same offsets again, but at other times.
  ///
  /// ```text
  /// dead-letter/trips/3/4711/1767225600000
  /// ```
  String name() {
    return "dead-letter/%s/%d/%d/%d"
        .formatted(origin.topic(), origin.partition(), origin.offset(), record.timestamp());
  }

  private static ConsumerRecord<byte[], byte[]> record(
      ConsumerRecord<byte[], byte[]> letter, Origin origin) {
    var own = new RecordHeaders();
    letter
        .headers()
        .forEach(header -> {
          if (!HEADERS.contains(header.key())) {
            own.add(header);
          }
        });
    return new ConsumerRecord<>(
        origin.topic(),
        origin.partition(),
        origin.offset(),
        number(letter, DeadLetters.TIMESTAMP, Long.MAX_VALUE),
        TimestampType.CREATE_TIME,
        letter.serializedKeySize(),
        letter.serializedValueSize(),
        letter.key(),
        letter.value(),
        own,
        Optional.empty());
  }

  private static long number(ConsumerRecord<byte[], byte[]> letter, String name, long most) {
    String text = header(letter, name);
    try {
      long number = Long.parseLong(text);
      // A record without a time has -1.
      if (number >= -1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      // It is told below.
    }
    throw new BadRecordException(
        "the record is no dead letter: its header %s is '%s'".formatted(name, shown(text)));
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    var header = letter.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      throw new BadRecordException(
          "the record is no dead letter of Penstock: it has no header " + name);
    }
    return new String(header.value(), UTF_8);
  }

  private static String shown(String text) {
    return text.length() > 100 ? text.substring(0, 100) + '…' : text;
  }
}
