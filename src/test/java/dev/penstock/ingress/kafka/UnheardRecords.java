package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig.BadRecords;
import java.time.Duration;

/// Nobody who wants to know of records, unless it overrides what it wants to know.
class UnheardRecords implements KafkaListener {
  @Override
  public void done(String topic, int records, Duration sinceProduced, Duration sinceEvent) {}

  @Override
  public void bad(String topic, BadRecords policy, int records) {}

  @Override
  public void repeated(String topic) {}

  @Override
  public void rebalanced(int gained, int lost) {}

  @Override
  public void lag(String topic, int partition, long records, Duration age) {}

  @Override
  public void gone(String topic, int partition) {}
}
