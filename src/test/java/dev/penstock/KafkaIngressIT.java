package dev.penstock;

import dev.penstock.kafka.KafkaBroker;
import dev.penstock.online.redis.LocalRedis;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes of one group consume a topic, come and go, and what they leave is as if one had never
/// been disturbed.
class KafkaIngressIT {
  private static final int RECORDS = Integer.getInteger("penstock.test.records", 100_000);

  @TempDir private static Path directory;

  private static KafkaBroker broker;
  private static LocalRedis redis;

  private final long seed = new Random().nextLong();

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
  void nothingIsLostOrTwiceWhenAProcessIsKilledAndAnotherJoins(@TempDir Path own) throws Exception {
    System.out.println("seed " + seed);
    try (var pipeline = TripPipeline.create("killed", own, broker.servers(), 1, redis)) {
      var records = pipeline.records(seed, RECORDS);
      var one = pipeline.process("one");
      var two = pipeline.process("two");

      var sent = pipeline.sending(records.records());
      pipeline.awaitDone(RECORDS / 4);
      one.kill();
      pipeline.awaitDone(RECORDS / 3);
      var three = pipeline.process("three");
      sent.join();
      pipeline.awaitEnd();

      // Dead letters and offsets are not one transaction: of what the first had sent when it was
      // killed not all was committed, and the next owner sent it again.
      pipeline.assertHasAfter(1, records, two);
      pipeline.assertHasAfter(1, records, three);
    }
  }
}
