package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig.BadRecords;
import java.time.Duration;

/// Is told what becomes of records; on event loops and the threads of consumers.
public interface KafkaListener {
  /// Records are done: stored, or told to be bad.
  ///
  /// @param sinceProduced how long ago the oldest of them was produced
  /// @param sinceEvent how long ago the latest event of them happened; zero when nothing was stored
  void done(String topic, int records, Duration sinceProduced, Duration sinceEvent);

  /// Records are bad ones.
  void bad(String topic, BadRecords policy, int records);

  /// Something is tried again.
  void repeated(String topic);

  /// Partitions have come or gone.
  void rebalanced(int gained, int lost);

  /// How far consumption is behind.
  ///
  /// @param records that are not done
  /// @param age of the oldest that was fetched and is not done; zero when all are
  void lag(String topic, int partition, long records, Duration age);

  /// A partition is not this process's any more.
  void gone(String topic, int partition);
}
