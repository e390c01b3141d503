package dev.penstock.ingress.kafka;

import dev.penstock.model.FailureKind;
import dev.penstock.model.LetterRange;
import dev.penstock.model.PushException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads some ranges of a topic, without a group. Blocks; for one thread at a time.
final class LetterReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /// A consumer waits in silence for brokers that are away.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private List<LetterRange> left;
  private long lastProgress = System.nanoTime();

  /// Some letters.
  ///
  /// @param left what is to be read after them
  record Batch(List<ConsumerRecord<byte[], byte[]>> letters, List<LetterRange> left) {
    Batch {
      letters = List.copyOf(letters);
      left = List.copyOf(left);
    }
  }

  LetterReader(Map<String, Object> properties, String topic, List<LetterRange> ranges) {
    this.topic = topic;
    this.left = List.copyOf(ranges);
    var bytes = new ByteArrayDeserializer();
    consumer = new KafkaConsumer<>(properties, bytes, bytes);
    ranges.forEach(range -> ends.put(partition(range), range.end()));
    consumer.assign(ends.keySet());
    ranges.forEach(range -> consumer.seek(partition(range), range.next()));
  }

  /// Whether everything was read.
  boolean isDone() {
    return left.isEmpty();
  }

  /// The next letters, perhaps none yet; those of a partition in their order.
  ///
  /// - **Fails** by throwing `UNAVAILABLE` when none come for long, and with what Kafka's client
  ///   throws.
  Batch poll() {
    var letters =
        StreamSupport.stream(consumer.poll(POLL).spliterator(), false)
            .filter(this::isWanted)
            .toList();
    var before = left;
    left = left();
    if (!left.equals(before)) {
      lastProgress = System.nanoTime();
    } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
      throw new PushException(
          FailureKind.UNAVAILABLE,
          "Kafka has given nothing of topic %s for %d s".formatted(topic, PATIENCE.toSeconds()));
    }
    return new Batch(letters, left);
  }

  private boolean isWanted(ConsumerRecord<byte[], byte[]> record) {
    return record.offset()
        < ends.getOrDefault(new TopicPartition(topic, record.partition()), Long.MIN_VALUE);
  }

  /// Not every offset has a record: also where none come, the consumer may get further.
  private List<LetterRange> left() {
    var positions = new HashMap<TopicPartition, Long>();
    ends.keySet()
        .forEach(partition -> positions.put(partition, consumer.position(partition, PATIENCE)));
    if (ends.entrySet()
        .removeIf(each -> positions.getOrDefault(each.getKey(), 0L) >= each.getValue())) {
      consumer.assign(ends.keySet());
    }
    return ends.entrySet().stream()
        .map(each ->
            new LetterRange(
                each.getKey().partition(),
                Objects.requireNonNull(positions.get(each.getKey())),
                each.getValue()))
        .sorted(Comparator.comparingInt(LetterRange::partition))
        .toList();
  }

  private TopicPartition partition(LetterRange range) {
    return new TopicPartition(topic, range.partition());
  }

  @Override
  public void close() {
    consumer.close(CLOSING);
  }
}
