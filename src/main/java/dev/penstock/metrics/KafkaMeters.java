package dev.penstock.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What is consumed, and how far behind. Safe for several threads.
///
/// Labels are topics that the configuration names or matches, of which a process has few.
public final class KafkaMeters {
  private final MeterRegistry registry;
  private final Map<Partition, Lag> lags = new ConcurrentHashMap<>();

  private record Partition(String topic, int number) {}

  private record Lag(AtomicLong records, AtomicLong millis, List<Meter> meters) {}

  KafkaMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// Records are done with.
  ///
  /// @param sinceProduced age of the oldest as a record
  /// @param sinceEvent age of the latest event; zero when nothing was stored
  public void done(String topic, int records, Duration sinceProduced, Duration sinceEvent) {
    registry.counter("penstock.kafka.records", "topic", topic).increment(records);
    timer("penstock.kafka.produced.to.readable", topic).record(sinceProduced);
    if (!sinceEvent.isZero()) {
      timer("penstock.kafka.event.to.readable", topic).record(sinceEvent);
    }
  }

  /// Records are bad ones.
  ///
  /// @param how what has become of them: `dead-letter` or `skip`
  public void bad(String topic, String how, int records) {
    registry
        .counter("penstock.kafka.records.bad", "topic", topic, "outcome", how)
        .increment(records);
  }

  /// A stored push is not announced, because Kafka does not take it in time.
  public void notAnnounced() {
    registry.counter("penstock.kafka.announcements.dropped").increment();
  }

  /// Something is tried again.
  public void repeated(String topic) {
    registry.counter("penstock.kafka.retries", "topic", topic).increment();
  }

  /// Partitions have come or gone.
  public void rebalanced(int gained, int lost) {
    registry.counter("penstock.kafka.partitions.gained").increment(gained);
    registry.counter("penstock.kafka.partitions.lost").increment(lost);
  }

  /// How far consumption is behind.
  public void lag(String topic, int partition, long records, Duration age) {
    var lag = lags.computeIfAbsent(new Partition(topic, partition), this::gauges);
    lag.records().set(records);
    lag.millis().set(age.toMillis());
  }

  /// A partition is another process's.
  public void gone(String topic, int partition) {
    var lag = lags.remove(new Partition(topic, partition));
    if (lag != null) {
      lag.meters().forEach(registry::remove);
    }
  }

  private Timer timer(String name, String topic) {
    return Timer.builder(name)
        .tag("topic", topic)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofHours(1))
        .register(registry);
  }

  private Lag gauges(Partition partition) {
    var tags = Tags.of("topic", partition.topic(), "partition", String.valueOf(partition.number()));
    var records = new AtomicLong();
    var millis = new AtomicLong();
    return new Lag(
        records,
        millis,
        List.of(
            Gauge.builder("penstock.kafka.lag.records", records, AtomicLong::doubleValue)
                .tags(tags)
                .register(registry),
            Gauge.builder("penstock.kafka.lag.seconds", millis, held -> held.get() / 1e3)
                .tags(tags)
                .register(registry)));
  }
}
