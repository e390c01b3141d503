package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig;
import dev.penstock.config.TopicConfig.BadRecords;
import dev.penstock.ingress.kafka.LaneWork.OffLoop;
import dev.penstock.work.Doubling;
import dev.penstock.work.Timers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// The lanes of the partitions that one consumer has. One event loop's.
final class Lanes {
  private final Vertx vertx;
  private final KafkaIngress shared;
  private final KafkaClients clients;
  private final TopicIds topicIds;
  private final Timers timers;
  private final Doubling pauses;
  private final PartitionLane.Limits limits;
  private final Map<TopicPartition, PartitionLane> lanes = new HashMap<>();

  /// Lanes that were given up and may still be writing.
  private final Map<TopicPartition, Future<Void>> ending = new HashMap<>();

  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  private final Set<TopicPartition> assigned = new HashSet<>();

  Lanes(Vertx vertx, Context context, KafkaIngress shared, KafkaClients clients) {
    this.vertx = vertx;
    this.shared = shared;
    this.clients = clients;
    this.topicIds = new TopicIds(clients.admin(), context);
    this.timers = Timers.of(vertx);
    var config = shared.config();
    this.pauses = new Doubling(config.retry().firstDelay(), config.retry().longestDelay());
    this.limits = new PartitionLane.Limits(config.batchRows(), config.partitionBytes());
  }

  /// Partitions that were not consumed here until now; their topics may have been made anew.
  void gained(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> {
      topicIds.forget(partition.topic());
      paused.remove(partition);
      assigned.add(partition);
    });
  }

  void add(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    var known = lanes.get(partition);
    if (known != null && records.getFirst().offset() < known.end()) {
      // The topic was deleted and made anew: its records are others now.
      Future<Void> _ = close(partition, known);
      end(partition);
      topicIds.forget(partition.topic());
    }
    lanes.computeIfAbsent(partition, this::lane).add(records);
  }

  /// Pauses partitions that have enough, and resumes those that have room.
  void balance(KafkaReadStream<byte[], byte[]> stream) {
    var full = new HashSet<TopicPartition>();
    var free = new HashSet<TopicPartition>();
    lanes.forEach((partition, lane) -> {
      if (lane.isFull() && paused.add(partition)) {
        full.add(partition);
      } else if (lane.hasRoom() && paused.remove(partition)) {
        free.add(partition);
      }
    });
    // A partition that was given up meanwhile is none to pause; the next poll finds that out too.
    if (!full.isEmpty()) {
      Future<Void> _ = stream.pause(full).onFailure(gone -> paused.removeAll(full));
    }
    if (!free.isEmpty()) {
      Future<Void> _ =
          stream
              .resume(free)
              .onFailure(gone -> {
                free.retainAll(lanes.keySet());
                paused.addAll(free);
              });
    }
  }

  /// Up to where partitions are done that is not committed.
  Map<TopicPartition, OffsetAndMetadata> uncommitted() {
    return ends(lanes, committed);
  }

  void committed(Map<TopicPartition, OffsetAndMetadata> ends) {
    ends.forEach((partition, end) -> {
      if (lanes.containsKey(partition)) {
        committed.merge(partition, end.offset(), Math::max);
      }
    });
  }

  /// Ends what is under way of partitions, which are not this consumer's any more.
  ///
  /// @return up to where they are done that is not committed
  Future<Map<TopicPartition, OffsetAndMetadata>> giveUp(Collection<TopicPartition> partitions) {
    // At once: should they come back, their records are for lanes of their own.
    var given = new HashMap<>(lanes);
    given.keySet().retainAll(Set.copyOf(partitions));
    var before = new HashMap<>(committed);
    partitions.forEach(this::forget);
    return closed(given).map(idle -> ends(given, before));
  }

  /// Ends what is under way of all partitions.
  Future<Void> close() {
    return closed(lanes);
  }

  private Future<Void> closed(Map<TopicPartition, PartitionLane> of) {
    var closing = of.entrySet().stream().map(lane -> close(lane.getKey(), lane.getValue()));
    return Future.join(closing.toList()).mapEmpty();
  }

  private Future<Void> close(TopicPartition partition, PartitionLane lane) {
    Future<Void> ended = Future.join(before(partition), lane.close()).mapEmpty();
    ending.put(partition, ended);
    return ended.onComplete(done -> ending.remove(partition, ended));
  }

  /// When those who had a partition before have written their last.
  private Future<Void> before(TopicPartition partition) {
    return ending.getOrDefault(partition, Future.succeededFuture());
  }

  /// Tells how far behind every partition is, also one of which no record has come yet.
  ///
  /// @param unfetched records by partition, of all of which that is known; they may be of
  ///   partitions that are given up already
  void tellLags(Map<TopicPartition, Long> unfetched) {
    for (TopicPartition partition : assigned) {
      var lane = Optional.ofNullable(lanes.get(partition));
      if (lane.isPresent() || unfetched.containsKey(partition)) {
        tellLag(partition, lane, unfetched.getOrDefault(partition, 0L));
      }
    }
    lanes.forEach((partition, lane) -> {
      lane.stopped().ifPresent(reason -> shared.state().stopped(partition, reason));
      shared.state().waiting(partition, lane.waitsFor());
    });
  }

  private void tellLag(TopicPartition partition, Optional<PartitionLane> lane, long unfetched) {
    long now = System.currentTimeMillis();
    long age =
        lane.flatMap(PartitionLane::oldest).map(oldest -> Math.max(0, now - oldest)).orElse(0L);
    shared
        .listener()
        .lag(
            partition.topic(),
            partition.partition(),
            unfetched + lane.map(PartitionLane::pending).orElse(0L),
            Duration.ofMillis(age));
  }

  private static Map<TopicPartition, OffsetAndMetadata> ends(
      Map<TopicPartition, PartitionLane> of, Map<TopicPartition, Long> committed) {
    var ends = new HashMap<TopicPartition, OffsetAndMetadata>();
    of.forEach((partition, lane) -> {
      if (lane.end() > committed.getOrDefault(partition, -1L)) {
        ends.put(partition, new OffsetAndMetadata(lane.end()));
      }
    });
    return ends;
  }

  private void forget(TopicPartition partition) {
    assigned.remove(partition);
    end(partition);
    shared.listener().gone(partition.topic(), partition.partition());
  }

  private void end(TopicPartition partition) {
    lanes.remove(partition);
    committed.remove(partition);
    paused.remove(partition);
    shared.state().gone(partition);
  }

  private PartitionLane lane(TopicPartition partition) {
    TopicConfig topic = entry(partition.topic());
    RecordFormat format = shared.formats().apply(topic);
    var patience = new Patience(partition, timers, pauses, shared.listener());
    // What an older lane writes late must not replace what this one has written already.
    var before = before(partition);
    var work =
        new LaneWork(
            partition,
            () -> before.compose(ended -> topicIds.stream(partition)),
            format,
            new BatchPlanner(topic, format, shared.planner(), shared.definitions()),
            offLoop(),
            new BatchWriter(shared.pushes(), patience),
            sink(topic, patience),
            topic.badRecords(),
            patience,
            shared.listener());
    return new PartitionLane(partition, work, limits);
  }

  /// A name counts more than a pattern.
  private TopicConfig entry(String topic) {
    var entries = shared.config().topics();
    return entries.stream()
        .filter(entry -> entry.topics().contains(topic))
        .findFirst()
        .or(() -> entries.stream().filter(entry -> entry.matches(topic)).findFirst())
        .orElseThrow(() -> new IllegalStateException(topic + " is no topic of this consumer"));
  }

  private BadRecordSink sink(TopicConfig topic, Patience patience) {
    return topic.badRecords() == BadRecords.DEAD_LETTER
        ? new DeadLetters(
            clients.producer(),
            topic.name(),
            topic.deadLetterTopic().orElseThrow(),
            patience,
            shared.listener())
        : new SkippedRecords(shared.listener());
  }

  private OffLoop offLoop() {
    return new OffLoop() {
      @Override
      public <T> Future<T> run(Supplier<T> work) {
        return vertx.executeBlocking(work::get, false).map(Objects::requireNonNull);
      }
    };
  }
}
