package dev.penstock.online.redis;

import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.rows;
import static dev.penstock.online.OnlineStoreSamples.view;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.encoding.EntityKeys;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.Fence;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.ValueType;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.OnlineStoreContract;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisOnlineStoreTest extends OnlineStoreContract {
  private static Vertx vertx;
  private static LocalRedis redis;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
    done(vertx.close());
  }

  @Override
  protected OnlineStore open() throws Exception {
    redis.call(vertx, Command.FLUSHALL);
    return RedisOnlineStore.open(
        vertx, RedisConfigs.of(Mode.STANDALONE, redis.port()).config(), BatchListener.NONE);
  }

  @Test
  void writersThatRaceLeaveTheGreatestRowOfEachKey() throws Exception {
    var writers = new ArrayList<OnlineStore>();
    for (int writer = 0; writer < 8; writer++) {
      writers.add(another());
      done(writers.getLast().prepare(definitions(VIEW)));
    }

    Race.run(writers, () -> redis.call(vertx, Command.SCRIPT, "FLUSH"));

    for (OnlineStore writer : writers) {
      done(writer.close());
    }
  }

  @Test
  void materializationsThatRaceWithPushesLeaveTheGreatestRowOfEachKey() throws Exception {
    long seed = System.nanoTime();
    var materialized = Race.shuffled(new Random(seed));

    Race.run(
        List.of(store, store),
        () -> {
          for (OnlineRows rows : materialized) {
            assertThat(done(store.upsert(rows, MATERIALIZATION))).as("seed %s", seed).isNotNull();
          }
        });
  }

  @Test
  void pushesUnderWayArriveInTheirOrder() throws Exception {
    var writer = vertx.getOrCreateContext();
    var last = new CompletableFuture<List<Future<Written>>>();

    writer.runOnContext(turn -> {
      var answers = new ArrayList<Future<Written>>();
      for (int push = 0; push < 300; push++) {
        byte[] number = Integer.toString(push).getBytes(UTF_8);
        answers.add(store.upsert(row(VIEW, "a", 5, 1, number, number), PUSH));
      }
      last.complete(answers);
    });

    for (Future<Written> answer : last.get(10, SECONDS)) {
      assertThat(done(answer)).isEqualTo(new Written(1, 0));
    }
    assertThat(new String(value(read(VIEW, "a"), 0), UTF_8)).isEqualTo("299");
  }

  @Test
  void aShortPushDoesNotOvertakeALongOneThatIsUnderWay() throws Exception {
    var keys = keys(names("long", 5_000));
    var writer = vertx.getOrCreateContext();
    var both = new CompletableFuture<List<Future<Written>>>();

    writer.runOnContext(turn ->
        both.complete(
            List.of(
                store.upsert(rows(VIEW, keys, 5, 1, bytes(1)), PUSH),
                store.upsert(row(VIEW, "long4999", 5, 1, bytes(2), bytes(2)), PUSH))));

    for (Future<Written> answer : both.get(10, SECONDS)) {
      var _ = done(answer);
    }
    assertThat(value(read(VIEW, "long4999"), 0)).isEqualTo(bytes(2));
  }

  @Test
  void aLongWriteWithoutItsLeaseEndsBeforeMostOfItIsSent() throws Exception {
    var keys = keys(names("long", 50_000));
    redis.call(vertx, Command.CONFIG, "RESETSTAT");

    var written =
        store.upsert(
            rows(VIEW, keys, 5, OnlineRows.NO_CREATED_TIME, bytes(1)),
            MATERIALIZATION,
            new Fence("nightly", 7));

    assertThatThrownBy(() -> done(written)).hasMessageContaining("nightly");
    assertThat(redis.call(vertx, Command.DBSIZE).toInteger()).isZero();
    assertThat(redis.call(vertx, Command.INFO, "commandstats").toString())
        .containsPattern("cmdstat_evalsha:calls=[1-9]\\d?,");
  }

  @Test
  void aPushWaitsForNoMaterialization() throws Exception {
    var lookups = List.of(new Lookup(VIEW, List.of("f0"), keys("calm0")));
    long reading = vertx.setPeriodic(1, turn -> store.read(lookups));
    assertThat(read(VIEW, "calm0")).isNull();
    var chunks = new ArrayList<Future<Written>>();
    for (int chunk = 0; chunk < 10; chunk++) {
      var names = names("chunk" + chunk + "-", 10_000);
      chunks.add(store.upsert(rows(VIEW, keys(names), 5, 1, bytes(1)), MATERIALIZATION));
    }

    assertThat(done(store.upsert(row(VIEW, "a", 5, 1, bytes(1), bytes(1)), PUSH)))
        .isEqualTo(new Written(1, 0));

    assertThat(chunks).noneMatch(Future::isComplete);
    vertx.cancelTimer(reading);
    for (var chunk : chunks) {
      assertThat(done(chunk)).isEqualTo(new Written(10_000, 0));
    }
  }

  private static String[] names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(name -> prefix + name).toArray(String[]::new);
  }

  @Test
  void aMaterializationBesideReadsIsWrittenWhole() throws Exception {
    var keys = keys(names("calm", 1_000));
    var lookups = List.of(new Lookup(VIEW, List.of("f0"), keys("calm0")));
    long reading = vertx.setPeriodic(1, turn -> store.read(lookups));
    assertThat(read(VIEW, "calm0")).isNull();

    var written = done(store.upsert(rows(VIEW, keys, 5, 1, bytes(1)), MATERIALIZATION));
    vertx.cancelTimer(reading);

    assertThat(written).isEqualTo(new Written(1_000, 0));
    assertThat(value(read(VIEW, "calm999"), 0)).isEqualTo(bytes(1));
  }

  @Test
  void rowsOfViewsThatAreNotDefinedAreFound() throws Exception {
    var ours = RedisOnlineStore.open(vertx, config(), BatchListener.NONE);
    var keys =
        EntityKeys.encode(
            List.of(new Field("id", ValueType.BYTES)),
            List.of(ByteColumn.repeated(new byte[] {0x7A, 2, 1, 42}, 1)));
    byte[] value = {1};
    done(ours.prepare(definitions(VIEW)));
    done(ours.upsert(rows(VIEW, keys, 1, 1, value), PUSH));
    done(ours.upsert(rows(view("gone", "f"), keys, 1, 1, value), PUSH));
    // Its name ends like ours.
    done(ours.prepare(project("workshop")));
    done(ours.upsert(rows(view("theirs", "f"), keys, 1, 1, value), PUSH));
    redis.call(vertx, Command.SET, "unshop", "no hash");

    assertThat(done(ours.undefined(definitions(VIEW)))).containsExactly("gone");
    assertThat(done(ours.undefined(project("workshop")))).containsExactly("theirs");
    assertThat(done(ours.undefined(project("*")))).isEmpty();
    done(ours.close());
  }

  private static Definitions project(String name) {
    return new Definitions(name, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  private static OnlineConfig.Redis config() {
    return RedisConfigs.of(Mode.STANDALONE, redis.port()).config();
  }

  private static OnlineStore another() {
    return RedisOnlineStore.open(vertx, config(), BatchListener.NONE);
  }
}
