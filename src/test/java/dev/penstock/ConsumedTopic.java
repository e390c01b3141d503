package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.kafka.KafkaBroker;
import dev.penstock.kafka.KafkaTopics;
import dev.penstock.kafka.TopicSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// A topic of two partitions, and a Penstock in this process that consumes it into its own stores,
/// as rows of `rides`. Everything is named after the topic.
final class ConsumedTopic implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final Path directory;
  private final String settings;
  private final KafkaTopics topics;
  private final ToldLog log = ToldLog.ofTopics();
  private TestServer server;

  private ConsumedTopic(
      String name, Path directory, String settings, KafkaTopics topics, TestServer server) {
    this.name = name;
    this.directory = directory;
    this.settings = settings;
    this.topics = topics;
    this.server = server;
  }

  /// Creates the topic and `NAME.dead`, and starts consuming.
  ///
  /// @param name that no other has
  /// @param settings of the entry: `format`, `badRecords` and the like
  static ConsumedTopic start(String name, Path directory, String settings) throws Exception {
    var topics = new KafkaTopics(KafkaBroker.shared().servers());
    topics.create(name, 2);
    topics.create(name + ".dead", 1);
    return new ConsumedTopic(name, directory, settings, topics, server(name, directory, settings));
  }

  private static TestServer server(String name, Path directory, String settings) throws Exception {
    String entry = TopicSettings.entry(name, settings);
    String servers = KafkaBroker.shared().servers();
    return TestServer.start(
        directory, () -> TopicSettings.read(directory, servers, name, entry, Map.of()));
  }

  /// Stops consuming and starts again.
  void restart() throws Exception {
    restart(settings);
  }

  /// Stops consuming and starts again with other settings.
  void restart(String others) throws Exception {
    server.close();
    server = server(name, directory, others);
  }

  /// Sends a record; returns when the broker has it.
  void send(int partition, byte @Nullable [] value) throws Exception {
    send(partition, null, value);
  }

  void send(int partition, byte @Nullable [] key, byte @Nullable [] value) throws Exception {
    topics.send(List.of(new ProducerRecord<>(name, partition, key, value)));
  }

  /// Sends a row as JSON.
  void send(int partition, long rider, double fare) throws Exception {
    send(partition, json(rider, fare));
  }

  static byte[] json(long rider, double fare) {
    return JsonObject.of("rider_id", rider, "fare", fare, "at", "2026-01-01T00:00:00Z")
        .encode()
        .getBytes(UTF_8);
  }

  /// Waits until all records of a partition are done with.
  void awaitEnd(int partition) throws Exception {
    long end = topics.ends(name).getOrDefault(partition, 0L);
    awaitDone(partition, end);
  }

  void awaitDone(int partition, long records) throws Exception {
    await(() -> done(partition) == records);
  }

  /// How many records of a partition are committed.
  long done(int partition) throws Exception {
    return topics.committed(name, name).getOrDefault(partition, 0L);
  }

  void await(PenstockProcess.Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not in time, committed %s of %s, ready: %s, log:\n%s"
                .formatted(
                    topics.committed(name, name),
                    topics.ends(name),
                    ready(),
                    String.join("\n", log.lines())));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /// What is served of riders; null where there is none.
  List<@Nullable Double> fares(long... riders) throws IOException {
    var ids = new JsonArray();
    for (long rider : riders) {
      ids.add(rider);
    }
    var read =
        JsonObject.of(
            "features", JsonArray.of("of_rider:fare"), "entities", JsonObject.of("rider_id", ids));
    var answer = server.post("/get-online-features", read.encode());
    var values = answer.json().getJsonArray("results").getJsonObject(1).getJsonArray("values");
    return IntStream.range(0, values.size()).mapToObj(values::getDouble).toList();
  }

  /// How many rows of riders are in history.
  long history() throws IOException {
    return (long)
        metric("penstock_rows_total{outcome=\"written\",push_source=\"rides\",store=\"offline\"");
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() throws Exception {
    return topics.read(name + ".dead");
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /// The metric whose line begins so; 0 when there is none.
  double metric(String start) throws IOException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Whether there is a metric whose line begins so.
  boolean hasMetric(String start) throws IOException {
    return get("/metrics").body().lines().anyMatch(line -> line.startsWith(start));
  }

  /// What `/health/ready` tells of Kafka; empty when it is not 200.
  String ready() throws IOException {
    var answer = get("/health/ready");
    if (answer.status() != 200) {
      return "";
    }
    var checks = answer.json().getJsonArray("checks");
    return IntStream.range(0, checks.size())
        .mapToObj(checks::getJsonObject)
        .filter(check -> check.getString("name").equals("Kafka"))
        .map(check -> check.getString("detail"))
        .findFirst()
        .orElseThrow();
  }

  /// What the log says so far.
  List<String> log() {
    return log.lines();
  }

  String name() {
    return name;
  }

  private RawHttp.Answer get(String path) throws IOException {
    try (var http = server.connect()) {
      http.send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
      return http.answer();
    }
  }

  @Override
  public void close() throws TimeoutException {
    log.close();
    server.close();
    topics.close();
  }
}
