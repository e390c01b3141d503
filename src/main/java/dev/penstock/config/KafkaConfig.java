package dev.penstock.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The verticle that consumes topics as pushes.
///
/// @param instances consumers of this process, all of one group; 0 consumes nothing
/// @param servers some brokers: `host:port`, separated by commas
/// @param instanceId of static membership; consumers of a process add their number
/// @param startFrom where a partition begins of which the group has no offset
/// @param batchRows most records of a partition that are written together
/// @param partitionBytes of records of one partition that wait or are written; then it is paused
/// @param sessionTimeout after which the group takes a silent consumer for dead
/// @param writeTimeout for a store to take a batch
/// @param drainTimeout how long a partition that is given up may finish what is being written
/// @param properties further ones of Kafka's clients
/// @param storedTopic where stored pushes are announced
public record KafkaConfig(
    int instances,
    String servers,
    String group,
    Optional<String> instanceId,
    StartFrom startFrom,
    int batchRows,
    long partitionBytes,
    Duration sessionTimeout,
    Duration writeTimeout,
    Duration drainTimeout,
    Backoff retry,
    KafkaSecurity security,
    Map<String, String> properties,
    Optional<String> storedTopic,
    List<TopicConfig> topics) {
  static final Range INSTANCES = new Range(0, 64);
  static final Range ROWS = new Range(1, 1_000_000);
  static final Range PARTITION_BYTES = new Range(64L << 10, 1L << 30);

  public KafkaConfig {
    INSTANCES.check("instances", instances);
    ROWS.check("batchRows", batchRows);
    PARTITION_BYTES.check("partitionBytes", partitionBytes);
    properties = Map.copyOf(properties);
    topics = List.copyOf(topics);
  }

  /// Whether anything is consumed.
  public boolean consumes() {
    return instances > 0 && !topics.isEmpty();
  }

  /// The same for one topic alone, elsewhere and from its beginning, by a group of its own.
  public KafkaConfig of(String otherServers, String otherGroup, TopicConfig topic) {
    return new KafkaConfig(
        Math.max(1, instances),
        otherServers,
        otherGroup,
        Optional.empty(),
        StartFrom.EARLIEST,
        batchRows,
        partitionBytes,
        sessionTimeout,
        writeTimeout,
        drainTimeout,
        retry,
        security,
        properties,
        Optional.empty(),
        List.of(topic));
  }

  /// Where a partition begins that was never consumed.
  public enum StartFrom {
    EARLIEST,
    LATEST
  }

  /// The delays between attempts, which have no end.
  ///
  /// @param firstDelay doubled for each further attempt, with jitter
  /// @param longestDelay that doubling leads to
  public record Backoff(Duration firstDelay, Duration longestDelay) {}
}
