package dev.penstock.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What tests do with the topics and groups of a broker. Everything fails after a minute.
public final class KafkaTopics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Object> connection;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  /// A client of somebody whom nothing is asked.
  public KafkaTopics(String servers) {
    this(servers, Map.of());
  }

  /// A client with further settings, such as those of its login.
  public KafkaTopics(String servers, Map<String, ?> settings) {
    connection = new HashMap<>(settings);
    connection.put("bootstrap.servers", servers);
    connection.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    connection.put("request.timeout.ms", 10_000);
    admin = Admin.create(connection);
    producer =
        new KafkaProducer<>(producing(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> producing() {
    var settings = new HashMap<>(connection);
    settings.remove("default.api.timeout.ms");
    settings.put("acks", "all");
    settings.put("linger.ms", 5);
    settings.put("max.block.ms", PATIENCE.toMillis());
    settings.put("max.request.size", 16 << 20);
    settings.put("delivery.timeout.ms", (int) PATIENCE.toMillis());
    return settings;
  }

  /// Creates a topic that one broker keeps.
  public void create(String topic, int partitions) throws Exception {
    create(topic, partitions, 1);
  }

  /// Creates a topic, and waits until it is known.
  ///
  /// @param replicas at most as many as there are brokers
  public void create(String topic, int partitions, int replicas) throws Exception {
    done(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) replicas))).all());
    var _ = producer.partitionsFor(topic);
  }

  public void delete(String topic) throws Exception {
    done(admin.deleteTopics(List.of(topic)).all());
  }

  /// Makes a topic have more partitions.
  public void widen(String topic, int partitions) throws Exception {
    done(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
  }

  /// Sends records; returns when the broker has them all, each partition's in this order.
  public void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    var sent = records.stream().map(producer::send).toList();
    producer.flush();
    for (var each : sent) {
      var _ = each.get();
    }
  }

  /// All records that a topic has now, partition by partition, in the order of their offsets.
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) throws Exception {
    var settings = new HashMap<>(connection);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    var read = new TreeMap<Integer, List<ConsumerRecord<byte[], byte[]>>>();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = partitions(topic);
      var ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(topic + " could not be read to its end");
        }
        for (var one : consumer.poll(Duration.ofMillis(100))) {
          read.computeIfAbsent(one.partition(), none -> new ArrayList<>()).add(one);
        }
      }
    }
    return read.values().stream().flatMap(List::stream).toList();
  }

  /// What a group has committed of a topic, by partition; nothing for partitions without.
  public Map<Integer, Long> committed(String group, String topic) throws Exception {
    var offsets = done(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return offsets.entrySet().stream()
        .filter(each -> each.getKey().topic().equals(topic))
        .collect(
            Collectors.toMap(each -> each.getKey().partition(), each -> each.getValue().offset()));
  }

  /// Where the next records of a topic will be, by partition.
  public Map<Integer, Long> ends(String topic) throws Exception {
    var latest =
        partitions(topic).stream()
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    return done(admin.listOffsets(latest).all()).entrySet().stream()
        .collect(
            Collectors.toMap(each -> each.getKey().partition(), each -> each.getValue().offset()));
  }

  /// How many records of a topic a group has not committed.
  public long lag(String group, String topic) throws Exception {
    var committed = committed(group, topic);
    return ends(topic).entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  /// Makes a group begin elsewhere; it must have no members.
  public void commit(String group, String topic, Map<Integer, Long> offsets) throws Exception {
    done(
        admin
            .alterConsumerGroupOffsets(
                group,
                offsets.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            each -> new TopicPartition(topic, each.getKey()),
                            each -> new OffsetAndMetadata(each.getValue()))))
            .all());
  }

  /// The state and the members of a group.
  public ConsumerGroupDescription group(String group) throws Exception {
    return done(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
  }

  /// The broker that leads a partition; nothing while there is none.
  public Optional<Integer> leader(String topic, int partition) throws Exception {
    var described = done(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    return Optional.ofNullable(described.partitions().get(partition).leader())
        .map(node -> node.id());
  }

  private List<TopicPartition> partitions(String topic) throws Exception {
    var described = done(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    return IntStream.range(0, described.partitions().size())
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  private static <T> T done(KafkaFuture<T> future) throws Exception {
    CompletableFuture<T> completing = future.toCompletionStage().toCompletableFuture();
    return completing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
  }
}
