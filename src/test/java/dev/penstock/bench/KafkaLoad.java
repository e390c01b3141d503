package dev.penstock.bench;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Produces the records of [KafkaRows].
final class KafkaLoad implements AutoCloseable {
  /// From here on entities are not those of [KafkaRows], but watched for.
  static final long MARKED = 1_000_000_000L;

  private static final long TICK_NANOS = 1_000_000;
  private static final int MARK_EVERY_TICKS = 5;

  private final KafkaRows rows = new KafkaRows();
  private final KafkaProducer<byte[], byte[]> producer;
  private long number;
  private long marks;

  /// @param settings of the producer that are not its own defaults
  KafkaLoad(String servers, Map<String, Object> settings) {
    var all = new java.util.HashMap<String, Object>(settings);
    all.put("bootstrap.servers", servers);
    all.put("acks", "all");
    producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// As many records as wanted, as fast as possible.
  void fill(String topic, long count) throws ExecutionException, InterruptedException {
    for (long end = number + count; number < end; number++) {
      var sent = producer.send(record(topic, rows.record(number)));
      if (number == end - 1) {
        var _ = sent.get();
      }
    }
    producer.flush();
  }

  /// At a rate, in ticks of a millisecond, now and then one of a marked entity.
  ///
  /// @param marked told of such an entity before it is sent
  /// @return records a second that were sent
  double pace(String topic, double perSecond, long seconds, LongConsumer marked) {
    long first = number;
    long begun = System.nanoTime();
    long tick = 0;
    for (; tick < seconds * 1_000; tick++) {
      long due = begun + tick * TICK_NANOS;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      long wanted = first + Math.round(perSecond * (tick + 1) / 1_000);
      for (; number < wanted; number++) {
        var _ = producer.send(record(topic, rows.record(number)));
      }
      if (tick % MARK_EVERY_TICKS == 0) {
        long entity = MARKED + marks++;
        marked.accept(entity);
        var _ = producer.send(record(topic, rows.record(number, entity)));
        number++;
      }
    }
    producer.flush();
    return (number - first) * 1e9 / (System.nanoTime() - begun);
  }

  /// How many records were sent so far.
  long sent() {
    return number;
  }

  private ProducerRecord<byte[], byte[]> record(String topic, byte[] value) {
    return new ProducerRecord<>(topic, KafkaRows.partition(number), null, value);
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofMillis(TimeUnit.SECONDS.toMillis(5)));
  }
}
