package dev.penstock.ingress.kafka;

import dev.penstock.model.PushException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/// Names partitions for ever: a topic that is deleted and made again begins at offset 0 again, and
/// is another one. One event loop's.
///
/// ```text
/// trips/pYhTqkwERkW9lC1JJaKX2A/3
/// ```
final class TopicIds {
  private final Admin admin;
  private final Context context;
  private final Map<String, Future<String>> ids = new HashMap<>();

  TopicIds(Admin admin, Context context) {
    this.admin = admin;
    this.context = context;
  }

  /// - **Fails** with `UNAVAILABLE` when Kafka does not tell.
  Future<String> stream(TopicPartition partition) {
    return id(partition.topic())
        .map(id -> "%s/%s/%d".formatted(partition.topic(), id, partition.partition()));
  }

  /// The topic may be another one of the same name now.
  void forget(String topic) {
    ids.remove(topic);
  }

  private Future<String> id(String topic) {
    var known = ids.get(topic);
    if (known != null) {
      return known;
    }
    var asked =
        Future.fromCompletionStage(
                admin.describeTopics(Set.of(topic)).allTopicNames().toCompletionStage(), context)
            .map(described -> Objects.requireNonNull(described.get(topic)).topicId().toString())
            .recover(cause ->
                Future.failedFuture(PushException.unavailable("Kafka's topic " + topic, cause)));
    ids.put(topic, asked);
    return asked.onFailure(cause -> ids.remove(topic));
  }
}
