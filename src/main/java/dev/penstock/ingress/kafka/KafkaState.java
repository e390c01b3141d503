package dev.penstock.ingress.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/// How consumption goes, for whoever looks. Safe for several threads.
public final class KafkaState {
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final Map<TopicPartition, String> stopped = new ConcurrentHashMap<>();
  private final Map<TopicPartition, String> waiting = new ConcurrentHashMap<>();

  /// A client was answered by Kafka.
  void works(String client) {
    failures.remove(client);
  }

  /// A client was not.
  void fails(String client, String reason) {
    failures.put(client, reason);
  }

  /// A partition is not consumed any further.
  void stopped(TopicPartition partition, String reason) {
    stopped.put(partition, reason);
  }

  /// A partition waits for something, or for nothing any more.
  void waiting(TopicPartition partition, Optional<String> reason) {
    reason.ifPresentOrElse(told -> waiting.put(partition, told), () -> waiting.remove(partition));
  }

  /// A partition is somebody else's.
  void gone(TopicPartition partition) {
    stopped.remove(partition);
    waiting.remove(partition);
  }

  /// Why something is not consumed; empty when all is.
  public Optional<String> trouble() {
    if (!failures.isEmpty()) {
      return Optional.of(failures.values().iterator().next());
    }
    return Stream.concat(told(stopped, " is stopped: "), told(waiting, " waits: "))
        .reduce((one, other) -> one + "; " + other);
  }

  private static Stream<String> told(Map<TopicPartition, String> reasons, String word) {
    return reasons.entrySet().stream()
        .map(partition -> partition.getKey() + word + partition.getValue())
        .sorted();
  }
}
