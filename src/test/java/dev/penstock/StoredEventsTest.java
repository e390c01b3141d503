package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kafka.KafkaBroker;
import dev.penstock.kafka.KafkaTopics;
import dev.penstock.kafka.TopicSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is stored is announced in a topic.
class StoredEventsTest {
  private static final String NO_TOPICS =
      """
      storedTopic: push.stored
      # So that a test need not wait for long until Kafka is taken for away.
      properties: {max.block.ms: "1000", request.timeout.ms: "1000", delivery.timeout.ms: "2000"}
      topics: []
      """;

  @TempDir private Path directory;

  @Test
  void whatIsStoredIsAnnouncedWhereverItComesFrom() throws Exception {
    var broker = KafkaBroker.shared();
    String section =
        "storedTopic: announced.stored\n"
            + TopicSettings.entry("announced", "format: {type: json}\nbadRecords: skip\n");
    try (var topics = new KafkaTopics(broker.servers())) {
      topics.create("announced", 1);
      topics.create("announced.stored", 1);
      try (var server = server(broker, section, Map.of())) {
        var before = Instant.now().minusSeconds(1);
        assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
        assertThat(server.post("/push", TestServer.PUSH.replace("7.5", "true")).status())
            .isEqualTo(422);
        await(() -> topics.read("announced.stored").size() == 1);
        // Older than what is there.
        topics.send(
            List.of(
                new ProducerRecord<>(
                    "announced",
                    "{\"rider_id\":1,\"fare\":1,\"at\":\"2025-12-31T00:00:00Z\"}"
                        .getBytes(UTF_8))));
        await(() -> topics.read("announced.stored").size() == 2);

        var events = topics.read("announced.stored");
        var pushed = event(events.get(0));
        var consumed = event(events.get(1));

        assertThat(events)
            .allSatisfy(event -> {
              assertThat(event.key()).isEqualTo("rides".getBytes(UTF_8));
              assertThat(ConsumedTopic.header(event, "content-type"))
                  .isEqualTo("application/cloudevents+json; charset=UTF-8");
            });
        assertThat(pushed.getMap())
            .containsEntry("specversion", "1.0")
            .containsEntry("source", "/penstock/test")
            .containsEntry("type", "push.stored")
            .containsEntry("datacontenttype", "application/json")
            .containsOnlyKeys(
                "specversion", "id", "source", "type", "time", "datacontenttype", "data");
        assertThat(Instant.parse(pushed.getString("time"))).isBetween(before, Instant.now());
        assertThat(UUID.fromString(pushed.getString("id")))
            .isNotEqualTo(UUID.fromString(consumed.getString("id")));
        assertThat(data(pushed)).isEqualTo(told("rides", 2, "2026-01-01T00:00:01Z", 2, 0, 2));
        assertThat(pushed.getJsonObject("data").getString("push_id")).isNotBlank();
        assertThat(data(consumed)).isEqualTo(told("rides", 1, "2025-12-31T00:00:00Z", 0, 1, 1));
        assertThat(consumed.getJsonObject("data").getString("push_id")).startsWith("announced/");
      }
    }
  }

  @Test
  void pushesAreStoredAlsoWhereNobodyTakesTheirAnnouncements() throws Exception {
    try (var broker = KafkaBroker.start(directory.resolve("kafka"));
        var topics = new KafkaTopics(broker.servers());
        var log = ToldLog.ofTopics();
        var server = server(broker, NO_TOPICS, Map.of("PENSTOCK_KAFKA_INSTANCES", "0"))) {
      topics.create("push.stored", 1);
      assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
      await(() -> topics.read("push.stored").size() == 1);
      broker.stop();

      long start = System.nanoTime();
      for (int push = 0; push < 3; push++) {
        assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
      }
      var taken = Duration.ofNanos(System.nanoTime() - start);
      await(() -> dropped(server) >= 3);

      assertThat(taken).as("no push waits for Kafka").isLessThan(Duration.ofSeconds(2));
      assertThat(server.post("/get-online-features", TestServer.READ).status()).isEqualTo(200);
      assertThat(log.lines())
          .anyMatch(line -> line.startsWith("WARN push.stored does not take an announcement: "))
          .noneMatch(line -> line.contains("Unhandled exception"));
      broker.start();
      await(() -> {
        assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
        return topics.read("push.stored").size() > 1;
      });
    }
  }

  private TestServer server(KafkaBroker broker, String section, Map<String, String> settings)
      throws Exception {
    return TestServer.start(
        directory,
        () -> TopicSettings.read(directory, broker.servers(), "announced", section, settings));
  }

  private static JsonObject event(ConsumerRecord<byte[], byte[]> record) {
    return new JsonObject(new String(record.value(), UTF_8));
  }

  /// All but what is different each time.
  private static JsonObject data(JsonObject event) {
    var data = event.getJsonObject("data").copy();
    data.remove("push_id");
    return data;
  }

  private static JsonObject told(
      String source, int rows, String latest, int written, int stale, int history) {
    return JsonObject.of(
        "push_source",
        source,
        "rows",
        rows,
        "event_timestamp",
        latest,
        "online",
        JsonArray.of(JsonObject.of("feature_view", "of_rider", "written", written, "stale", stale)),
        "offline",
        JsonArray.of(JsonObject.of("batch_source", "rides_history", "written", history)));
  }

  private static double dropped(TestServer server) throws Exception {
    try (var http = server.connect()) {
      http.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n");
      return http.answer()
          .body()
          .lines()
          .filter(line -> line.startsWith("penstock_kafka_announcements_dropped_total"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private static void await(PenstockProcess.Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("it does not happen in time").isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
