package dev.penstock.online.redis;

import static dev.penstock.model.OnlineRows.NO_CREATED_TIME;
import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.encoding.FieldHash;
import dev.penstock.encoding.TimestampBytes;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Fence;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of rows without the script, beside what the script makes of them.
class HistoryWriterTest extends OneLocalRedis {
  private static final int ROWS = 500;
  private static final long[] TIMES = {-1, 0, 5, 1_652_439_582_123_456L};

  private static final Duration TTL = Duration.ofHours(5);
  private static final Layout LAYOUT = new Layout(definitions(VIEW), 3);

  private static final Fence HELD = new Fence("nightly", 7);
  private static final String LEASE = LeaseKey.of("shop", HELD.lease());

  private OnlineStore store;
  private OnlineStore scripting;
  private Connection connection;
  private Connection other;

  @BeforeEach
  void open() throws Exception {
    store = opened(config());
    scripting = opened(limited("-restore -multi"));
    connection = connection(config());
    other = connection(config());
    var _ = done(held(HELD.number()));
    redis.call(vertx, Command.CONFIG, "SET", "sanitize-dump-payload", "no");
    redis.call(vertx, Command.CONFIG, "RESETSTAT");
  }

  @AfterEach
  void close() throws Exception {
    done(other.close());
    done(connection.close());
    done(scripting.close());
    done(store.close());
  }

  @ParameterizedTest
  @CsvSource({"MATERIALIZATION, false", "FORCED, false", "MATERIALIZATION, true", "FORCED, true"})
  void theyLeaveWhatTheScriptLeaves(Precedence precedence, boolean leased) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var stored = new ArrayList<Words>();
    for (int row = 0; row < ROWS; row++) {
      stored.addAll(some(random, row));
    }
    done(connection.send(stored));

    var written = writtenAlike(precedence, leased, random, seed);

    assertThat(called("exec")).isTrue();
    assertThat(written.written()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"MATERIALIZATION, false", "FORCED, false", "MATERIALIZATION, true", "FORCED, true"})
  void newKeysBecomeWhatTheScriptMakesOfThem(Precedence precedence, boolean leased)
      throws Exception {
    long seed = System.nanoTime();
    for (String prefix : List.of("t", "s")) {
      for (int row = 0; row < ROWS; row += 3) {
        redis.call(vertx, Command.HSET, prefix + row + "shop", "_ts:view", TimestampBytes.of(0));
      }
    }
    redis.call(vertx, Command.CONFIG, "SET", "sanitize-dump-payload", "yes");

    var written = writtenAlike(precedence, leased, new Random(seed), seed);

    assertThat(called("restore")).isTrue();
    assertThat(written.written()).isGreaterThan(ROWS / 2);
  }

  /// Has rows written without the script and by it, and sees to it that the same is left.
  private Written writtenAlike(Precedence precedence, boolean leased, Random random, long seed)
      throws Exception {
    long[] events = random.longs(ROWS, 0, TIMES.length).map(time -> TIMES[(int) time]).toArray();
    long[] created =
        random
            .longs(ROWS, -1, TIMES.length)
            .map(time -> time < 0 ? NO_CREATED_TIME : TIMES[(int) time])
            .toArray();

    var rows = rows("t", events, created);
    var written =
        done(leased ? store.upsert(rows, precedence, HELD) : store.upsert(rows, precedence));
    assertThat(called("evalsha")).isFalse();
    var byScript = done(scripting.upsert(rows("s", events, created), precedence));

    assertThat(called("evalsha")).isTrue();
    assertThat(written).as("seed %s", seed).isEqualTo(byScript);
    assertThat(hashes("t")).as("seed %s", seed).isEqualTo(hashes("s"));
    return written;
  }

  @Test
  void ofNewKeysNothingIsAskedBefore() throws Exception {
    long[] times = new long[ROWS];

    assertThat(done(store.upsert(rows("t", times, times), MATERIALIZATION)))
        .isEqualTo(new Written(ROWS, 0));

    assertThat(called("restore")).isTrue();
    assertThat(called("hmget")).isFalse();
    assertThat(called("evalsha")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-restore", "-restore -multi"})
  void whereRestoringIsRefusedAllIsWrittenAllTheSame(String rights) throws Exception {
    var plain = opened(limited(rights));
    long[] times = new long[ROWS];

    assertThat(done(plain.upsert(rows("t", times, times), MATERIALIZATION)))
        .isEqualTo(new Written(ROWS, 0));

    assertThat(called("restore")).isFalse();
    assertThat(called("evalsha")).isEqualTo(rights.contains("multi"));
    done(plain.close());
  }

  @Test
  void whereTheServerIsFullThatIsSaid() throws Exception {
    redis.call(vertx, Command.CONFIG, "SET", "maxmemory", "1");
    long[] times = new long[ROWS];
    var refused = store.upsert(rows("t", times, times), MATERIALIZATION);
    try {
      assertThatThrownBy(() -> done(refused)).hasMessageContaining("OOM");
    } finally {
      redis.call(vertx, Command.CONFIG, "SET", "maxmemory", "0");
    }
  }

  @Test
  void featuresThatShareAFieldAreNotRestored() throws Exception {
    var view = OnlineStoreSamples.view("view", ofOneField());
    done(store.prepare(definitions(view)));
    var row = row(view, "a", 5, NO_CREATED_TIME, bytes(1), bytes(2));

    assertThat(done(store.upsert(row, MATERIALIZATION))).isEqualTo(new Written(1, 0));

    assertThat(redis.call(vertx, Command.HLEN, "ashop").toInteger()).isEqualTo(2);
  }

  /// Two names that hash to the same four bytes.
  private static String[] ofOneField() {
    var names = new HashMap<Integer, String>();
    for (int number = 0; ; number++) {
      String name = "f" + number;
      String other = names.put(FieldHash.of("view", name), name);
      if (other != null) {
        return new String[] {other, name};
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"63, true", "64, false"})
  void onlyShortValuesAreRestored(int length, boolean restored) throws Exception {
    var value = "v".repeat(length).getBytes(UTF_8);

    assertThat(done(store.upsert(row(VIEW, "a", 5, 1, value, bytes(1)), MATERIALIZATION)))
        .isEqualTo(new Written(1, 0));

    assertThat(called("restore")).isEqualTo(restored);
    assertThat(redis.call(vertx, Command.HVALS, "ashop").toString()).contains("v".repeat(length));
  }

  @Test
  void aPushInTheMiddleIsKept() throws Exception {
    var push = row(VIEW, "a", 9, 1, bytes(9), bytes(9));
    var meddled = new Meddled(connection, () -> store.upsert(push, PUSH));

    assertThat(done(transaction("a", 5).run(meddled))).isFalse();

    assertThat(redis.call(vertx, Command.HGET, "ashop", "_ts:view").toBytes())
        .isEqualTo(TimestampBytes.of(9));
  }

  @Test
  void whereTransactionsAreRefusedNothingIsWrittenUnguarded() throws Exception {
    var plain = connection(limited("-multi"));

    assertThatThrownBy(() -> done(transaction("a", 5).run(plain))).hasMessageContaining("multi");
    assertThatThrownBy(() -> done(creation("a").run(plain))).hasMessageContaining("multi");

    assertThat(redis.call(vertx, Command.EXISTS, "ashop").toInteger()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoeverTakesTheLeaseInTheMiddleIsTheLastToWrite(boolean isNew) throws Exception {
    var meddled = new Meddled(connection, () -> held(HELD.number() + 1));

    assertThat(isWritten(isNew, meddled)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoeverWakesUpAfterTheEndOfTheLeaseWritesNothing(boolean isNew) throws Exception {
    var _ = done(held(HELD.number(), "PX", 300));
    var meddled = new Meddled(connection, this::ended);

    assertThat(isWritten(isNew, meddled)).isFalse();
  }

  @Test
  void aLeaseThatIsRenewedInTheMiddleIsHeldStill() throws Exception {
    long[] times = new long[ROWS];
    long renewing = vertx.setPeriodic(1, turn -> held(HELD.number()));

    for (int run = 0; run < 20; run++) {
      var rows = rows("t" + run + "-", times, times);
      assertThat(done(store.upsert(rows, MATERIALIZATION, HELD))).isEqualTo(new Written(ROWS, 0));
    }

    vertx.cancelTimer(renewing);
  }

  /// Whether a row is there, which was to be written under a lease.
  private static boolean isWritten(boolean isNew, Connection connection) throws Exception {
    var tried = isNew ? creation("a").run(connection) : transaction("a", 5).run(connection);
    var _ = done(tried.transform(ended -> Future.succeededFuture()));
    return redis.call(vertx, Command.EXISTS, "ashop").toInteger() > 0;
  }

  @Test
  void aConnectionThatIsLostInTheMiddleIsNotReplaced() throws Exception {
    var meddled = new Meddled(connection, connection::close);

    assertThatThrownBy(() -> done(transaction("a", 5).run(meddled))).hasMessageContaining("redis");

    assertThat(redis.call(vertx, Command.EXISTS, "ashop").toInteger()).isZero();
  }

  @Test
  void aVeryLongRowGoesByTheScript() throws Exception {
    var value = new byte[3 << 20];

    assertThat(done(store.upsert(row(VIEW, "a", 5, 1, value, bytes(1)), MATERIALIZATION)))
        .isEqualTo(new Written(1, 0));

    assertThat(called("exec")).isFalse();
  }

  @Test
  void afterAKeyOfAnotherTypeTheNextRowsGoInTransactions() throws Exception {
    redis.call(vertx, Command.SET, "ashop", "something else");
    for (int attempt = 0; attempt < 10; attempt++) {
      var refused = store.upsert(row(VIEW, "a", 5, 1, bytes(1), bytes(1)), MATERIALIZATION);
      assertThatThrownBy(() -> done(refused))
          .hasMessageContaining("holds something else than a hash");
    }
    redis.call(vertx, Command.CONFIG, "RESETSTAT");

    assertThat(done(store.upsert(row(VIEW, "b", 5, 1, bytes(1), bytes(1)), MATERIALIZATION)))
        .isEqualTo(new Written(1, 0));

    assertThat(called("exec")).isTrue();
    assertThat(called("evalsha")).isFalse();
  }

  /// Something happens between the two halves.
  private record Meddled(Connection connection, Meddling meddling) implements Connection {
    private interface Meddling {
      Future<?> meddle();
    }

    @Override
    public Future<List<Response>> send(List<Words> commands) {
      return commands.stream().anyMatch(words -> words.command().equals(Command.WATCH))
          ? connection.send(commands)
          : meddling.meddle().compose(meddled -> connection.send(commands));
    }

    @Override
    public void onEnd(Runnable ended) {
      connection.onEnd(ended);
    }

    @Override
    public Future<Void> close() {
      return connection.close();
    }
  }

  private static RedisConfigs config() {
    return RedisConfigs.of(Mode.STANDALONE, redis.port());
  }

  /// For a user that lacks some rights.
  private static RedisConfigs limited(String rights) throws Exception {
    var setUser = new ArrayList<Object>(List.of("SETUSER", "plain", "reset", "on", ">right", "~*"));
    setUser.add("+@all");
    setUser.addAll(List.of(rights.split(" ")));
    redis.call(vertx, Command.ACL, setUser.toArray());
    return config().user("plain", "right");
  }

  private static OnlineStore opened(RedisConfigs config) throws Exception {
    var store = RedisOnlineStore.open(vertx, config.keyTtl(TTL).config(), BatchListener.NONE);
    done(store.prepare(definitions(VIEW)));
    return store;
  }

  private static Connection connection(RedisConfigs config) throws Exception {
    var server = new Server("127.0.0.1", redis.port());
    return done(new RespConnections(vertx, config.config(), 2 * ROWS).open(server));
  }

  /// Under a lease, as the next one.
  private static RowTransaction transaction(String key, long event) {
    var group = new RowGroup(VIEW, MATERIALIZATION, Optional.of(HELD));
    group.add(arriving(key, event));
    return new RowTransaction(
        group, LAYOUT.fields("view"), group.all(), new Prelude(look()), 0, Confirmation.NONE);
  }

  private static RowCreation creation(String key) {
    var fields = LAYOUT.fields("view");
    var hash = new RowHash(arriving(key, 5), fields.features(VIEW), fields);
    return new RowCreation(List.of(new RowRestore(hash, 0)), look(), Confirmation.NONE);
  }

  private static ArrivingRow arriving(String key, long event) {
    var rows = row(VIEW, key, event, NO_CREATED_TIME, bytes(1), bytes(2));
    return new ArrivingRow(null, rows, 0, LAYOUT.key(rows.keys(), 0));
  }

  private static Optional<LeaseLook> look() {
    return Optional.of(new LeaseLook(LAYOUT.key(HELD), HELD));
  }

  private Future<?> held(long number, Object... until) {
    var words = new ArrayList<Object>(List.of(LEASE, number));
    words.addAll(List.of(until));
    return other.send(List.of(Words.of(Command.SET, words.toArray())));
  }

  /// Waits until nobody holds the lease.
  private Future<Void> ended() {
    Promise<Void> end = Promise.promise();
    long looking =
        vertx.setPeriodic(
            5,
            turn ->
                other
                    .send(List.of(Words.of(Command.EXISTS, LEASE)))
                    .map(told -> told.getFirst().toInteger() == 0 && end.tryComplete()));
    return end.future().andThen(gone -> vertx.cancelTimer(looking));
  }

  private static OnlineRows rows(String prefix, long[] events, long[] created) {
    var names = IntStream.range(0, ROWS).mapToObj(row -> prefix + row).toArray(String[]::new);
    var feature = ByteColumn.repeated("new".getBytes(UTF_8), ROWS);
    return new OnlineRows(VIEW, keys(names), events, created, List.of(feature, feature));
  }

  /// Nothing, a row of another view, or one of this, for both keys of a row.
  private static List<Words> some(Random random, int row) {
    if (random.nextInt(5) == 0) {
      return List.of();
    }
    var hash = new ArrayList<Object>(List.of("_ts:other", TimestampBytes.of(3)));
    if (random.nextInt(5) > 0) {
      hash.addAll(List.of("_ts:view", time(random)));
      if (random.nextBoolean()) {
        hash.addAll(List.of("_ct:view", time(random)));
      }
    }
    return Stream.of("t", "s")
        .map(prefix -> {
          var words = new ArrayList<>(hash);
          words.addFirst(prefix + row + "shop");
          return Words.of(Command.HSET, words.toArray());
        })
        .toList();
  }

  /// Sometimes with nanoseconds that no row of Penstock has.
  private static byte[] time(Random random) {
    long micros = TIMES[random.nextInt(TIMES.length)];
    return random.nextInt(4) > 0
        ? TimestampBytes.of(micros)
        : StoredTimes.of(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1_000 + random.nextInt(2));
  }

  /// All fields of each row, and whether it expires.
  private List<String> hashes(String prefix) throws Exception {
    var looking = new ArrayList<Words>();
    for (int row = 0; row < ROWS; row++) {
      looking.add(Words.of(Command.HGETALL, prefix + row + "shop"));
      looking.add(Words.of(Command.TTL, prefix + row + "shop"));
    }
    var found = done(connection.send(looking));
    var hashes = new ArrayList<String>();
    for (int row = 0; row < ROWS; row++) {
      boolean mortal = Long.parseLong(found.get(2 * row + 1).toString()) > 0;
      hashes.add(row + " " + fields(found.get(2 * row)) + (mortal ? " expires" : ""));
    }
    return hashes;
  }

  private static Map<String, String> fields(Response all) {
    var fields = new TreeMap<String, String>();
    for (int field = 0; field < all.size(); field += 2) {
      fields.put(hex(all.get(field)), hex(all.get(field + 1)));
    }
    return fields;
  }

  private static String hex(Response part) {
    return HexFormat.of().formatHex(part.toBytes());
  }

  private static byte[] bytes(int value) {
    return new byte[] {(byte) value};
  }
}
