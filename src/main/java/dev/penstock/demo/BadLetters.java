package dev.penstock.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads what the service has put aside as bad, as anybody would.
final class BadLetters {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private BadLetters() {}

  /// A record that was put aside.
  ///
  /// @param partition of the topic that it was in
  /// @param column that is to blame, if one is
  record Letter(int partition, long offset, Optional<String> column, String reason) {
    static Letter of(ConsumerRecord<byte[], byte[]> record) {
      return new Letter(
          Integer.parseInt(told(record, "penstock.partition")),
          Long.parseLong(told(record, "penstock.offset")),
          header(record, "penstock.column"),
          told(record, "penstock.reason"));
    }

    private static String told(ConsumerRecord<byte[], byte[]> record, String name) {
      return header(record, name)
          .orElseThrow(
              () -> new PushException(FailureKind.DEFECT, "a dead letter has no header " + name));
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
      return Optional.ofNullable(record.headers().lastHeader(name))
          .map(header -> new String(header.value(), UTF_8));
    }
  }

  /// - **Fails** with `DEFECT` when there are not so many, in time.
  static List<Letter> read(DemoTopics topics, int expected) {
    var settings = new HashMap<>(topics.connection());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    var only = List.of(new TopicPartition(topics.deadLetters(), 0));
    var letters = new ArrayList<Letter>();
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      consumer.assign(only);
      consumer.seekToBeginning(only);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (letters.size() < expected && System.nanoTime() < deadline) {
        consumer.poll(POLL).forEach(record -> letters.add(Letter.of(record)));
      }
    }
    if (letters.size() != expected) {
      throw new PushException(
          FailureKind.DEFECT,
          "%d records are bad, and %s has %d"
              .formatted(expected, topics.deadLetters(), letters.size()));
    }
    return letters;
  }
}
