package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kafka.KafkaBroker;
import dev.penstock.online.redis.LocalRedis;
import dev.penstock.postgres.PostgresServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trips that were bad are stored once their definition is mended, each once, however often and
/// with whatever interruption they are tried; what stays bad is told.
class KafkaReplayIT {
  private static final String NAME = "replayed";
  private static final String DEAD = NAME + ".dead";
  private static final int TOO_MANY = 2_000;
  private static final int GOOD = 300;
  private static final int HOPELESS = 3;
  private static final long PASSENGERS = 3_000_000_000L;

  /// Many batches, so that a process can be killed between two.
  private static final Map<String, String> SMALL_BATCHES =
      Map.of("PENSTOCK_KAFKA_BATCH_ROWS", "50");

  @TempDir private static Path directory;

  private static KafkaBroker broker;
  private static LocalRedis redis;

  @BeforeAll
  static void startServers() throws Exception {
    broker = KafkaBroker.start(directory.resolve("kafka"));
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stopServers() {
    redis.close();
    broker.close();
  }

  @Test
  void deadLettersAreStoredOnceTheirDefinitionIsMended(@TempDir Path own) throws Exception {
    try (var pipeline = TripPipeline.create(NAME, own, broker.servers(), 1, redis)) {
      var before = pipeline.process("alone", SMALL_BATCHES);
      pipeline.send(records());
      pipeline.awaitEnd();
      assertThat(trips()).hasSize(GOOD);
      // A letter may be there twice, and a record that is none.
      pipeline.topics().send(List.of(again(pipeline), new ProducerRecord<>(DEAD, bytes("hello"))));

      var early = replay(before);
      assertThat(early.code).isOne();
      assertThat(early.out)
          .contains("0 of 2005 letters of replayed.dead are stored.", "(trips): ", "INT32")
          .contains("trips      2004         0         0      2004");
      assertThat(trips()).hasSize(GOOD);

      before.kill();
      pipeline.redefine(text ->
          text.replace("{name: passengers, dtype: Int32}", "{name: passengers, dtype: Int64}"));
      PostgresServer.POSTGRES_18.execute(
          "ALTER TABLE replayed_history ALTER COLUMN passengers TYPE bigint");
      var killed = pipeline.process("alone", SMALL_BATCHES);
      String job = started(killed);
      pipeline.await(() -> fraction(killed, job) > 0.2);
      killed.kill();
      assertThat(trips()).hasSizeBetween(GOOD + 1, GOOD + TOO_MANY);

      var after = pipeline.process("alone", SMALL_BATCHES);
      pipeline.await(() -> state(after, job).equals("done"));
      var report = new JsonObject(after.get("/jobs/" + job + "/result").body());
      assertThat(report.getLong("stored")).isEqualTo(TOO_MANY + 1);
      assertThat(report.getLong("bad")).isEqualTo(HOPELESS);
      assertThat(report.getLong("unreadable")).isOne();
      assertThat(report.getJsonArray("examples")).hasSize(HOPELESS + 1);
      assertAllStored(after);

      var late = replay(after);
      assertThat(late.code).isOne();
      assertThat(late.out).contains("2001 of 2005 letters of replayed.dead are stored");
      assertAllStored(after);
      var none = replay(after, "--since", "2199-01-01");
      assertThat(none.code).as("%s", none).isZero();
      assertThat(none.out).contains("0 of 0 letters");
      var unknown = replay(after, "--topic", "trips");
      assertThat(unknown.code).isEqualTo(2);
      assertThat(unknown.out).contains("there are: replayed.dead");

      pipeline.topics().delete(DEAD);
      var gone = replay(after);
      assertThat(gone.code).as("%s", gone).isEqualTo(2);
      assertThat(gone.out).contains("Kafka has no topic replayed.dead");
    }
  }

  /// Those that carry too many, for now, then good ones, then some that nothing mends.
  private static List<ProducerRecord<byte[], byte[]>> records() {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    IntStream.range(0, TOO_MANY).forEach(trip -> records.add(record(trip, PASSENGERS)));
    IntStream.range(TOO_MANY, TOO_MANY + GOOD).forEach(trip -> records.add(record(trip, 2)));
    IntStream.range(0, HOPELESS)
        .forEach(
            each -> records.add(new ProducerRecord<>(NAME, bytes("k" + each), bytes("no JSON"))));
    return records;
  }

  /// Each trip is another driver's.
  private static ProducerRecord<byte[], byte[]> record(int trip, long passengers) {
    String value =
        """
        {"driver_id":%1$d,"trip":%1$d,"at":"2026-11-01T00:00:00Z","fare":1.5,"passengers":%2$d,
         "route":["a"],"note":"n"}
        """
            .formatted(trip, passengers);
    return new ProducerRecord<>(NAME, bytes(Integer.toString(trip)), bytes(value));
  }

  private static ProducerRecord<byte[], byte[]> again(TripPipeline pipeline) throws Exception {
    var letter =
        pipeline.topics().read(DEAD).stream()
            .filter(each -> new String(each.value(), UTF_8).startsWith("{"))
            .findFirst()
            .orElseThrow();
    return new ProducerRecord<>(DEAD, null, letter.key(), letter.value(), letter.headers());
  }

  private static void assertAllStored(PenstockProcess penstock) throws Exception {
    assertThat(trips())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, TOO_MANY + GOOD).boxed().toList());
    var read =
        JsonObject.of(
            "features",
            JsonArray.of("driver_trip:trip", "driver_trip:passengers"),
            "entities",
            JsonObject.of("driver_id", JsonArray.of(0, TOO_MANY - 1, TOO_MANY)));
    var results =
        new JsonObject(penstock.post("/get-online-features", read.encode()).body())
            .getJsonArray("results");
    assertThat(results.getJsonObject(1).getJsonArray("values"))
        .isEqualTo(JsonArray.of(0, TOO_MANY - 1, TOO_MANY));
    assertThat(results.getJsonObject(2).getJsonArray("values"))
        .isEqualTo(JsonArray.of(PASSENGERS, PASSENGERS, 2));
  }

  private static List<Integer> trips() throws Exception {
    return PostgresServer.POSTGRES_18.texts("SELECT trip FROM replayed_history").stream()
        .map(Integer::valueOf)
        .toList();
  }

  private static String started(PenstockProcess penstock) throws Exception {
    var accepted = penstock.post("/replay?async=true", "{\"topic\":\"" + DEAD + "\"}");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return new JsonObject(accepted.body()).getString("job_id");
  }

  private static double fraction(PenstockProcess penstock, String job) throws Exception {
    return new JsonObject(penstock.get("/jobs/" + job).body()).getDouble("fraction_done");
  }

  private static String state(PenstockProcess penstock, String job) throws Exception {
    return new JsonObject(penstock.get("/jobs/" + job).body()).getString("state");
  }

  private record Ran(int code, String out) {}

  /// The command, as a user runs it.
  private static Ran replay(PenstockProcess penstock, String... options) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                "target/penstock.jar",
                "replay",
                "--url",
                "http://127.0.0.1:" + penstock.port()));
    if (!List.of(options).contains("--topic")) {
      command.addAll(List.of("--topic", DEAD));
    }
    command.addAll(List.of(options));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    System.out.println(out);
    return new Ran(process.exitValue(), out);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
