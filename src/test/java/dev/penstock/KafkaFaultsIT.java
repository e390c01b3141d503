package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kafka.KafkaBroker;
import dev.penstock.kafka.KafkaCluster;
import dev.penstock.online.redis.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is away for a while, in the end all trips are where they belong.
class KafkaFaultsIT {
  private static final int RECORDS = 20_000;
  private static final Duration OUTAGE = Duration.ofSeconds(30);

  @TempDir private static Path servers;

  private static KafkaBroker broker;
  private static LocalRedis redis;

  @TempDir private Path directory;
  private final long seed = new Random().nextLong();

  @BeforeAll
  static void startServers() throws Exception {
    broker = KafkaBroker.start(servers.resolve("kafka"));
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stopServers() {
    redis.close();
    broker.close();
  }

  @Test
  void aBrokerThatIsRestartedIsFoundAgain() throws Exception {
    System.out.println("seed " + seed);
    try (var pipeline = TripPipeline.create("restarted", directory, broker.servers(), 1, redis)) {
      var records = pipeline.records(seed, RECORDS);
      var penstock = pipeline.process("alone");
      var sent = pipeline.sending(records.records());
      pipeline.awaitDone(RECORDS / 4);

      broker.stop();
      broker.start();

      sent.join();
      pipeline.awaitEnd();
      // A dead letter may be sent before the broker stops, and its offset not be committed.
      pipeline.assertHasAfter(1, records, penstock);
    }
  }

  @Test
  void anotherLeaderIsFollowed() throws Exception {
    System.out.println("seed " + seed);
    try (var cluster = KafkaCluster.start(servers.resolve("cluster"), 2);
        var pipeline = TripPipeline.create("led", directory, cluster.servers(), 2, redis)) {
      var records = pipeline.records(seed, RECORDS);
      var penstock = pipeline.process("alone");
      var sent = pipeline.sending(records.records());
      pipeline.awaitDone(RECORDS / 4);

      cluster.stop(2);
      pipeline.awaitDone(RECORDS / 2);
      cluster.start(2);

      sent.join();
      pipeline.awaitEnd();
      // The same, twice: one of two brokers goes, and comes back.
      pipeline.assertHasAfter(2, records, penstock);
    }
  }

  @Test
  void aProcessThatSleepsBeyondItsSessionIsReplacedAndComesBack() throws Exception {
    System.out.println("seed " + seed);
    try (var pipeline = TripPipeline.create("asleep", directory, broker.servers(), 1, redis)) {
      var records = pipeline.records(seed, RECORDS + RECORDS / 10);
      var all = records.records();
      var sleeper = pipeline.process("sleeper");
      var other = pipeline.process("other");
      pipeline.await(() -> pipeline.members() == 4);
      var sent = pipeline.sending(all.subList(0, RECORDS));
      pipeline.awaitDone(RECORDS / 10);

      sleeper.signal("STOP");
      pipeline.await(() -> pipeline.members() == 2);
      sent.join();
      pipeline.awaitEnd();
      sleeper.signal("CONT");
      pipeline.await(() -> pipeline.members() == 4);

      pipeline.send(all.subList(RECORDS, all.size()));
      pipeline.awaitEnd();
      // What it had sent to the dead letters when it fell asleep is sent by the other too; and what
      // it was about to send, by itself when it wakes up.
      pipeline.assertHasAfter(1, records, other);
    }
  }

  @Test
  void storesThatAreAwayForHalfAMinuteGetEverythingOnce() throws Exception {
    System.out.println("seed " + seed);
    try (var pipeline = TripPipeline.create("unstored", directory, broker.servers(), 1, redis)) {
      var records = pipeline.records(seed, RECORDS);
      var penstock = pipeline.process("alone", Map.of("PENSTOCK_KAFKA_WRITE_TIMEOUT", "5s"));
      var sent = pipeline.sending(records.records());
      pipeline.awaitDone(RECORDS / 10);

      pipeline.redis().refuse();
      pipeline.redis().cut();
      pipeline.postgres().blackHole();
      sent.join();
      long healed = System.nanoTime() + OUTAGE.toNanos();
      pipeline.await(() -> System.nanoTime() > healed);

      assertThat(pipeline.done()).isLessThan(RECORDS);
      assertThat(penstock.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(penstock.get("/health/ready").statusCode()).isEqualTo(503);
      pipeline.redis().heal();
      pipeline.postgres().heal();
      pipeline.awaitEnd();
      pipeline.assertHas(records, penstock);
    }
  }

  @Test
  void recordsOfFiveMegabytesAreStoredToo() throws Exception {
    System.out.println("seed " + seed);
    try (var pipeline = TripPipeline.create("large", directory, broker.servers(), 1, redis)) {
      var records = pipeline.records(seed, 1_000);
      for (int large = 0; large < 3; large++) {
        records.addLarge(5 << 20);
      }
      var penstock = pipeline.process("alone", Map.of("PENSTOCK_READ_MAX_ANSWER_BYTES", "256MiB"));

      pipeline.send(records.records());

      pipeline.awaitEnd();
      pipeline.assertHas(records, penstock);
    }
  }
}
