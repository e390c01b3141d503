package dev.penstock.ingress.kafka;

import dev.penstock.model.FailureKind;
import dev.penstock.model.LetterRange;
import dev.penstock.model.PushException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Where the records of a topic are that were sent within some time.
record LetterOffsets(Admin admin, Context context) {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final long MICROS = TimeUnit.MILLISECONDS.toMicros(1);

  /// - **Fails** with `INVALID` for a topic that is not there, `UNAVAILABLE` when Kafka does not
  ///   tell.
  ///
  /// @return a range for each partition that has such records
  Future<List<LetterRange>> find(String topic, OptionalLong since, OptionalLong until) {
    return partitions(topic)
        .compose(partitions ->
            Future.all(
                    offsets(partitions, OffsetSpec.latest()),
                    offsets(partitions, from(since)),
                    until.isPresent()
                        ? offsets(partitions, behind(until.getAsLong()))
                        : Future.succeededFuture(Map.<TopicPartition, Long>of()))
                .map(found ->
                    partitions.stream()
                        .map(partition ->
                            range(
                                partition, found.resultAt(0), found.resultAt(1), found.resultAt(2)))
                        .filter(range -> range.size() > 0)
                        .sorted(Comparator.comparingInt(LetterRange::partition))
                        .toList()))
        .recover(failure -> Future.failedFuture(refusal(topic, failure)));
  }

  private static LetterRange range(
      TopicPartition partition,
      Map<TopicPartition, Long> latest,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> behind) {
    long end = Objects.requireNonNull(latest.get(partition));
    // There is no place for a time that no record has reached.
    long next = Objects.requireNonNull(first.get(partition));
    long stop = behind.getOrDefault(partition, -1L);
    return new LetterRange(partition.partition(), next < 0 ? end : next, stop < 0 ? end : stop);
  }

  private static OffsetSpec from(OptionalLong since) {
    return since.isPresent()
        ? OffsetSpec.forTimestamp(Math.ceilDiv(since.getAsLong(), MICROS))
        : OffsetSpec.earliest();
  }

  private static OffsetSpec behind(long until) {
    return OffsetSpec.forTimestamp(Math.floorDiv(until, MICROS) + 1);
  }

  private Future<List<TopicPartition>> partitions(String topic) {
    return Future.fromCompletionStage(
            admin
                .describeTopics(
                    Set.of(topic), new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .allTopicNames()
                .toCompletionStage(),
            context)
        .map(described ->
            IntStream.range(0, Objects.requireNonNull(described.get(topic)).partitions().size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
  }

  private Future<Map<TopicPartition, Long>> offsets(
      List<TopicPartition> partitions, OffsetSpec which) {
    var wanted = partitions.stream().collect(Collectors.toMap(each -> each, each -> which));
    var committed =
        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(PATIENCE_MILLIS);
    return Future.fromCompletionStage(
            admin.listOffsets(wanted, committed).all().toCompletionStage(), context)
        .map(found ->
            found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> offset(each.getValue()))));
  }

  private static long offset(ListOffsetsResultInfo found) {
    return found.offset();
  }

  private static PushException refusal(String topic, Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof UnknownTopicOrPartitionException
        ? new PushException(FailureKind.INVALID, "Kafka has no topic " + topic)
        : PushException.unavailable("Kafka's topic " + topic, cause);
  }
}
