package dev.penstock.online.redis;

import static dev.penstock.model.OnlineRows.NO_CREATED_TIME;
import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.view;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.Fence;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.work.BatchListener;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the script on the server makes of rows that others have stored.
class UpsertScriptTest extends OneLocalRedis {
  private static final byte[] KEY = "ashop".getBytes(UTF_8);
  private static final byte[] EVENT = "_ts:view".getBytes(UTF_8);
  private static final byte[] CREATED = "_ct:view".getBytes(UTF_8);

  private static final Fence HELD = new Fence("nightly", 7);

  private OnlineStore store;

  @BeforeEach
  void open() throws Exception {
    store = open(Duration.ZERO);
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
  }

  @ParameterizedTest
  @CsvSource({
    // Nanoseconds that no push can have, on both sides of a microsecond.
    "1652439582, 123456000, 1652439582123456, 1",
    "1652439582, 123456001, 1652439582123456, 0",
    "1652439582, 123455999, 1652439582123456, 1",
    // Before the epoch seconds are negative, of ten bytes.
    "-1, 999999000, -1, 1",
    "-1, 999999001, -1, 0",
    "-2, 999999999, -1, 1",
    "-1, 0, -1000001, 0",
    "0, 0, -1, 0",
    "-1, 999999999, 0, 1",
    // Seconds that a double does not hold, and those of the greatest times that a push may have.
    "9007199254740993, 0, 1, 0",
    "9223372036854, 775807000, 9223372036854775807, 1",
    "9223372036854, 775807001, 9223372036854775807, 0",
    "-9223372036855, 224192000, -9223372036854775807, 1",
    "-9223372036855, 224194000, -9223372036854775807, 0",
    "-9007199254740993, 0, 1, 1",
  })
  void timesAreComparedExactly(long seconds, int nanos, long pushed, int written) throws Exception {
    redis.call(vertx, Command.HSET, KEY, EVENT, StoredTimes.of(seconds, nanos));

    assertThat(put(PUSH, pushed, NO_CREATED_TIME)).isEqualTo(new Written(written, 1 - written));
  }

  @Test
  void rowsOfFeastCountAsCreatedBeforeAnyOther() throws Exception {
    redis.call(vertx, Command.HSET, KEY, EVENT, TimestampBytes.of(5));

    assertThat(put(MATERIALIZATION, 5, NO_CREATED_TIME)).isEqualTo(new Written(0, 1));
    assertThat(put(MATERIALIZATION, 5, 0)).isEqualTo(new Written(1, 0));
    assertThat(redis.call(vertx, Command.HGET, KEY, CREATED).toBytes()).isEmpty();
  }

  @Test
  void aRowWithoutCreatedTimeLeavesNoneBehind() throws Exception {
    put(PUSH, 5, 7);

    put(PUSH, 6, NO_CREATED_TIME);

    assertThat(redis.call(vertx, Command.HEXISTS, KEY, CREATED).toInteger()).isZero();
    assertThat(put(PUSH, 6, 1)).isEqualTo(new Written(1, 0));
  }

  @Test
  void aHashOfOtherViewsHasNoRowOfThis() throws Exception {
    redis.call(vertx, Command.HSET, KEY, "_ts:other", TimestampBytes.of(9), CREATED, "");

    assertThat(put(MATERIALIZATION, 1, NO_CREATED_TIME)).isEqualTo(new Written(1, 0));
    assertThat(redis.call(vertx, Command.HEXISTS, KEY, "_ts:other").toInteger()).isOne();
  }

  @Test
  void onlyAWrittenRowExtendsTheLifeOfItsHash() throws Exception {
    var mortal = open(Duration.ofMillis(99_500));

    done(mortal.upsert(row(VIEW, "a", 5, 1, bytes(1), bytes(1)), PUSH));
    assertThat(ttl()).isBetween(90L, 100L);

    redis.call(vertx, Command.EXPIRE, KEY, 50);
    done(mortal.upsert(row(VIEW, "a", 4, 1, bytes(1), bytes(1)), PUSH));
    assertThat(ttl()).isBetween(1L, 50L);
    done(mortal.close());
  }

  @Test
  void withoutALifeTimeNoneIsSet() throws Exception {
    put(PUSH, 1, 1);

    assertThat(ttl()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 0", "60000, 0, 1", "-1, 500, 0", "60000, 499, 500"})
  void rowsThatComeAfterTheEndOfALeaseAreNotWritten(long left, int otherRows, int written)
      throws Exception {
    var layout = new Layout(definitions(VIEW), 3);
    var group = new RowGroup(VIEW, MATERIALIZATION, Optional.of(HELD));
    for (int number = 0; number <= otherRows; number++) {
      var row = row(VIEW, "a" + number, 5, 1, bytes(1), bytes(1));
      group.add(new ArrivingRow(null, row, 0, layout.key(row.keys(), 0)));
    }
    var condition = LeaseCondition.before(System.currentTimeMillis() + left, HELD);
    var server = new Server("127.0.0.1", redis.port());
    var connection = done(new RespConnections(vertx, config(Duration.ZERO), 1_000).open(server));
    var sent = new ArrayList<>(List.of(RowScript.load()));
    new RowScript(Duration.ZERO)
        .calls(group, layout, group.all(), condition)
        .forEach(call -> sent.add(call.command().words()));

    var told = done(connection.send(sent));

    assertThat(redis.call(vertx, Command.DBSIZE).toInteger()).isEqualTo(written);
    assertThat(told.getLast().toString().equals(RowScript.LEASE_LOST)).isEqualTo(written == 0);
    done(connection.close());
  }

  @Test
  void aViewMayHaveMoreFeaturesThanACommandTakes() throws Exception {
    var names = IntStream.range(0, 4_500).mapToObj(feature -> "f" + feature).toList();
    var wide = view("wide", names.toArray(String[]::new));
    byte[][] values = names.stream().map(name -> name.getBytes(UTF_8)).toArray(byte[][]::new);

    done(store.upsert(row(wide, "a", 1, 1, values), PUSH));

    var lookup = new Lookup(wide, names, OnlineStoreSamples.keys("a"));
    var read = done(store.read(List.of(lookup))).getFirst().getFirst();
    assertThat(read.eventTime()).isEqualTo(1);
    for (int feature = 0; feature < names.size(); feature++) {
      int start = read.start(feature);
      assertThat(Arrays.copyOfRange(read.bytes(), start, start + read.length(feature)))
          .isEqualTo(values[feature]);
    }
  }

  @Test
  void aViewWithoutFeaturesStillHasItsTime() throws Exception {
    var bare = view("bare");

    done(store.upsert(row(bare, "a", 3, 1), PUSH));

    var lookup = new Lookup(bare, List.of(), OnlineStoreSamples.keys("a"));
    assertThat(done(store.read(List.of(lookup))).getFirst().getFirst().eventTime()).isEqualTo(3);
  }

  private OnlineStore open(Duration keyTtl) throws Exception {
    var opened = RedisOnlineStore.open(vertx, config(keyTtl), BatchListener.NONE);
    done(opened.prepare(definitions(VIEW)));
    return opened;
  }

  private static OnlineConfig.Redis config(Duration keyTtl) {
    return RedisConfigs.of(Mode.STANDALONE, redis.port()).keyTtl(keyTtl).config();
  }

  private Written put(Precedence precedence, long event, long created) throws Exception {
    return done(store.upsert(row(VIEW, "a", event, created, bytes(1), bytes(2)), precedence));
  }

  private static long ttl() throws Exception {
    return redis.call(vertx, Command.TTL, (Object) KEY).toLong();
  }

  private static byte[] bytes(int value) {
    return new byte[] {(byte) value};
  }
}
