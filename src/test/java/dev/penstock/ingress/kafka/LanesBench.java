package dev.penstock.ingress.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OfflineWritten;
import dev.penstock.bus.OnlineWrite;
import dev.penstock.bus.OnlineWritten;
import dev.penstock.bus.Routes;
import dev.penstock.config.KafkaConfig;
import dev.penstock.ingress.PushService;
import dev.penstock.ingress.Unheard;
import dev.penstock.ingress.kafka.format.RecordFormats;
import dev.penstock.kafka.KafkaBroker;
import dev.penstock.kafka.KafkaTopics;
import dev.penstock.kafka.TopicSettings;
import dev.penstock.model.Definitions;
import dev.penstock.plan.PlanSettings;
import dev.penstock.plan.PushPlanner;
import dev.penstock.plan.TimeUnitOfIntegers;
import dev.penstock.registry.DefinitionsFile;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Lanes of a topic that there is, with two partitions, between records that are made up and stores
/// that do what they are told.
final class LanesBench implements AutoCloseable {
  static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final Vertx vertx;
  private final Context context;
  private final KafkaClients clients;
  private final Lanes lanes;
  private final String topic;
  private final Lags lags;

  private LanesBench(
      Vertx vertx, Context context, KafkaClients clients, Lanes lanes, String topic, Lags lags) {
    this.vertx = vertx;
    this.context = context;
    this.clients = clients;
    this.lanes = lanes;
    this.topic = topic;
    this.lags = lags;
  }

  /// @param online what the online store does
  /// @param offline what the offline store does
  /// @param environment settings that are not the usual ones
  static LanesBench open(
      Path directory,
      Function<OnlineWrite, Future<OnlineWritten>> online,
      Function<OfflineWrite, Future<OfflineWritten>> offline,
      Map<String, String> environment)
      throws Exception {
    String kafka = KafkaBroker.shared().servers();
    String topic = "lanes-" + TOPICS.incrementAndGet();
    try (var topics = new KafkaTopics(kafka)) {
      topics.create(topic, 2);
    }
    var definitions = definitions(directory);
    String entry = TopicSettings.entry(topic, "format: {type: json}\nbadRecords: skip\n");
    var config = TopicSettings.read(directory, kafka, topic, entry, environment).kafka();
    var vertx = Vertx.vertx();
    var bus = vertx.eventBus();
    Routes.register(bus);
    var _ = Routes.ONLINE_WRITE.serve(bus, online).ready().await(5, TimeUnit.SECONDS);
    var _ = Routes.OFFLINE_WRITE.serve(bus, offline).ready().await(5, TimeUnit.SECONDS);
    var context = vertx.getOrCreateContext();
    var lags = new Lags();
    var clients = new KafkaClients(vertx, context, new ClientProperties(config));
    var lanes =
        onLoop(
            context,
            () -> new Lanes(vertx, context, shared(vertx, config, definitions, lags), clients));
    return new LanesBench(vertx, context, clients, lanes, topic, lags);
  }

  private static Definitions definitions(Path directory) throws Exception {
    return DefinitionsFile.read(
        Files.writeString(
            directory.resolve("definitions.yaml"),
            """
            project: test
            entities:
              - {name: rider, join_keys: [rider_id], value_type: INT64}
            batch_sources:
              - {name: history, timestamp_field: at}
            push_sources:
              - {name: rides, batch_source: history}
            feature_views:
              - {name: fine, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
            """));
  }

  private static KafkaIngress shared(
      Vertx vertx, KafkaConfig config, Definitions definitions, Lags lags) {
    var formats = new RecordFormats(vertx);
    var planner =
        new PushPlanner(new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system()));
    return new KafkaIngress(
        config,
        entry -> formats.of(entry.format()),
        planner::plan,
        () -> definitions,
        new PushService(vertx.eventBus(), Duration.ofSeconds(20), new Unheard()),
        lags,
        new KafkaState());
  }

  Vertx vertx() {
    return vertx;
  }

  TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }

  /// The lags that are told at present, by partition.
  Map<Integer, Long> lags() {
    return lags.lags;
  }

  /// A row of a rider, of a second after [#FIRST].
  ConsumerRecord<byte[], byte[]> row(int partition, long offset, long rider, int second) {
    return record(
        partition,
        offset,
        "{\"rider_id\":%d,\"fare\":%d,\"at\":\"%s\",\"note\":\"%s\"}"
            .formatted(rider, offset, FIRST.plusSeconds(second), "x".repeat(100)));
  }

  ConsumerRecord<byte[], byte[]> record(int partition, long offset, String value) {
    return new ConsumerRecord<>(topic, partition, offset, new byte[0], value.getBytes(UTF_8));
  }

  /// Does something where lanes are used.
  <T> T ask(Function<Lanes, T> action) throws Exception {
    return onLoop(context, () -> action.apply(lanes));
  }

  void await(Function<Lanes, Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!ask(condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it does not happen in time");
      }
      LockSupport.parkNanos(100_000);
    }
  }

  private static <T> T onLoop(Context context, Callable<T> action) throws Exception {
    return Future.<T>future(promise ->
            context.runOnContext(now -> {
              try {
                promise.complete(action.call());
              } catch (Exception failure) {
                promise.fail(failure);
              }
            }))
        .await(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws TimeoutException {
    var _ = clients.close().await(10, TimeUnit.SECONDS);
    var _ = vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static final class Lags extends UnheardRecords {
    private final Map<Integer, Long> lags = new ConcurrentHashMap<>();

    @Override
    public void lag(String topic, int partition, long records, Duration age) {
      lags.put(partition, records);
    }

    @Override
    public void gone(String topic, int partition) {
      lags.remove(partition);
    }
  }
}
