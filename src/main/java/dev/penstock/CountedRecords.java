package dev.penstock;

import dev.penstock.config.TopicConfig.BadRecords;
import dev.penstock.ingress.kafka.KafkaListener;
import dev.penstock.metrics.KafkaMeters;
import java.time.Duration;
import java.util.Locale;

/// Counts what is consumed from Kafka.
record CountedRecords(KafkaMeters meters) implements KafkaListener {
  @Override
  public void done(String topic, int records, Duration sinceProduced, Duration sinceEvent) {
    meters.done(topic, records, sinceProduced, sinceEvent);
  }

  @Override
  public void bad(String topic, BadRecords policy, int records) {
    meters.bad(topic, policy.name().toLowerCase(Locale.ROOT).replace('_', '-'), records);
  }

  @Override
  public void repeated(String topic) {
    meters.repeated(topic);
  }

  @Override
  public void rebalanced(int gained, int lost) {
    meters.rebalanced(gained, lost);
  }

  @Override
  public void lag(String topic, int partition, long records, Duration age) {
    meters.lag(topic, partition, records, age);
  }

  @Override
  public void gone(String topic, int partition) {
    meters.gone(topic, partition);
  }
}
