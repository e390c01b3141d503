package dev.penstock.ingress.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.config.TopicConfig.BadRecords;
import io.vertx.core.Future;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends bad records on to another topic, as they came, with the reason.
///
/// ```text
/// key, value, headers   the record's own
/// penstock.reason       column rating: expected FLOAT32, got "high"
/// penstock.column       rating                  where one is to blame
/// penstock.entry        trips                   of the configuration
/// penstock.topic, penstock.partition, penstock.offset, penstock.timestamp (ms since the epoch)
/// ```
final class DeadLetters implements BadRecordSink {
  static final String REASON = "penstock.reason";
  static final String COLUMN = "penstock.column";
  static final String ENTRY = "penstock.entry";
  static final String TOPIC = "penstock.topic";
  static final String PARTITION = "penstock.partition";
  static final String OFFSET = "penstock.offset";
  static final String TIMESTAMP = "penstock.timestamp";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final KafkaWriteStream<byte[], byte[]> producer;
  private final String entry;
  private final String topic;
  private final Patience patience;
  private final KafkaListener listener;

  /// @param entry of the configuration that the records belong to
  /// @param topic they are sent to
  DeadLetters(
      KafkaWriteStream<byte[], byte[]> producer,
      String entry,
      String topic,
      Patience patience,
      KafkaListener listener) {
    this.producer = producer;
    this.entry = entry;
    this.topic = topic;
    this.patience = patience;
    this.listener = listener;
  }

  @Override
  public Future<Void> take(List<BadRecord> bad) {
    return Future.join(bad.stream().map(one -> send(one, 1)).toList())
        .onSuccess(sent -> {
          if (!bad.isEmpty()) {
            var first = bad.getFirst().record();
            listener.bad(first.topic(), BadRecords.DEAD_LETTER, bad.size());
            LOG.atWarn()
                .addKeyValue("topic", first.topic())
                .addKeyValue("partition", first.partition())
                .addKeyValue("offset", first.offset())
                .addKeyValue("records", bad.size())
                .log("bad records are in {}", topic);
          }
        })
        .mapEmpty();
  }

  private Future<Void> send(BadRecord bad, int attempt) {
    return producer
        .send(letter(bad))
        .<Void>mapEmpty()
        .recover(failure ->
            patience.again(
                attempt,
                "%s does not take offset %d as a dead letter: %s"
                    .formatted(topic, bad.record().offset(), failure),
                () -> send(bad, attempt + 1)));
  }

  private ProducerRecord<byte[], byte[]> letter(BadRecord bad) {
    ConsumerRecord<byte[], byte[]> record = bad.record();
    var letter = new ProducerRecord<byte[], byte[]>(topic, record.key(), record.value());
    record.headers().forEach(letter.headers()::add);
    add(letter, REASON, bad.reason());
    bad.column().ifPresent(column -> add(letter, COLUMN, column));
    add(letter, ENTRY, entry);
    add(letter, TOPIC, record.topic());
    add(letter, PARTITION, Integer.toString(record.partition()));
    add(letter, OFFSET, Long.toString(record.offset()));
    add(letter, TIMESTAMP, Long.toString(record.timestamp()));
    return letter;
  }

  private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().remove(name).add(name, value.getBytes(UTF_8));
  }
}
