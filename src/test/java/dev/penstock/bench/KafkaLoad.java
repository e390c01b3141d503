package dev.penstock.bench;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  /// Is told of an entity before it is sent.
  interface Marked {
    void accept(long entity, int partition);
  }

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

  /// At a rate that grows evenly and then stays, in ticks of a millisecond, now and then one of a
  /// marked entity.
  ///
  /// @param growing seconds until the rate is reached
  /// @param steady seconds at that rate
  void pace(String topic, double perSecond, long growing, long steady, Marked marked) {
    long first = number;
    long begun = System.nanoTime();
    for (long tick = 0; tick < (growing + steady) * 1_000; tick++) {
      long due = begun + tick * TICK_NANOS;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      double grown = Math.min(tick + 1, growing * 1_000) / 1_000.0;
      double seconds = grown * grown / (2 * growing) + (tick + 1) / 1_000.0 - grown;
      long wanted = first + Math.round(perSecond * seconds);
      for (; number < wanted; number++) {
        var _ = producer.send(record(topic, rows.record(number)));
      }
      if (tick % MARK_EVERY_TICKS == 0) {
        long entity = MARKED + marks++;
        marked.accept(entity, KafkaRows.partition(number));
        var _ = producer.send(record(topic, rows.record(number, entity)));
        number++;
      }
    }
    producer.flush();
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
