package dev.penstock.bench;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.penstock.config.GuardConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.config.TlsConfig;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.online.postgres.PostgresOnlineStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Measures the PostgreSQL online store against plain `unnest` upserts of the same rows, which
/// compare nothing, on the same server and in the same run. Client and server share the machine.
///
/// `java -cp target/test-classes:target/classes:... dev.penstock.bench.PostgresBench [seconds]`,
/// with the class path of the tests.
public final class PostgresBench {
  private static final int KEYS = 20_000;
  private static final int FEATURES = 8;
  private static final int WIDE = 50;
  private static final int ROWS = 1_000;
  private static final int CONNECTIONS = 4;
  private static final FeatureView VIEW = view("narrow", FEATURES);
  private static final FeatureView SINGLE = view("single", FEATURES);
  private static final FeatureView WIDE_VIEW = view("wide", WIDE);

  private final Random random = new Random(7);
  private final AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
  private final Vertx vertx = Vertx.vertx();
  private final Duration duration;
  private final int port;

  private PostgresBench(int port, Duration duration) {
    this.port = port;
    this.duration = duration;
  }

  public static void main(String[] arguments) throws Exception {
    var duration = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 3);
    try (var server = EmbeddedPostgres.builder().start()) {
      new PostgresBench(server.getPort(), duration).run();
    }
  }

  private void run() throws Exception {
    OnlineStore store = new PostgresOnlineStore(vertx, config(), (jobs, bytes, took) -> {});
    store.prepare(OnlineStoreSamples.definitions(VIEW, SINGLE, WIDE_VIEW)).await(10, SECONDS);
    var connections = new ArrayList<PgConnection>();
    for (int number = 0; number < CONNECTIONS; number++) {
      var connection = PgConnection.connect(vertx, options()).await(10, SECONDS);
      // The servers of tests acknowledge before they store; Penstock does not let them.
      connection.query("SET synchronous_commit = on").execute().await(10, SECONDS);
      connections.add(connection);
    }
    connections
        .getFirst()
        .query("CREATE TABLE feast.plain (LIKE feast.shop_narrow INCLUDING ALL)")
        .execute()
        .await(10, SECONDS);

    // Both tables are filled first, so that what is measured are updates.
    measure("filling, plain", ROWS, CONNECTIONS, i -> plain(connections.get(i % CONNECTIONS)));
    measure("filling, guarded", ROWS, CONNECTIONS, i -> upsert(store, VIEW, ROWS));
    double plain =
        measure(
            "plain upserts of 1,000 rows x 8 features",
            ROWS,
            CONNECTIONS,
            i -> plain(connections.get(i % CONNECTIONS)));
    double guarded =
        measure(
            "guarded upserts of 1,000 rows x 8 features",
            ROWS,
            CONNECTIONS,
            i -> upsert(store, VIEW, ROWS));
    System.out.printf(Locale.ROOT, "guarded / plain: %.0f %%%n", 100 * guarded / plain);
    measure(
        "guarded upserts of 1 row x 8 features, 64 in flight",
        1,
        64,
        i -> upsert(store, SINGLE, 1));
    measure("stale upserts of 1,000 rows x 8 features", ROWS, CONNECTIONS, i -> stale(store));
    store.upsert(rows(WIDE_VIEW, ROWS), Precedence.PUSH).await(30, SECONDS);
    measure("reads of 1 row x 50 features, 64 in flight", 1, 64, i -> read(store, 1));
    measure("reads of 100 rows x 50 features, 4 in flight", 100, 4, i -> read(store, 100));
    store.close().await(10, SECONDS);
    vertx.close().await(10, SECONDS);
  }

  private interface Call {
    Future<?> start(int lane);
  }

  /// Keeps some calls in flight and tells rows per second.
  private double measure(String what, int rows, int inFlight, Call call) throws Exception {
    var calls = new AtomicLong();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    var lanes =
        IntStream.range(0, inFlight).mapToObj(lane -> lane(call, lane, calls, end)).toList();
    Future.join(lanes).await(60, SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = calls.get() * rows / seconds;
    System.out.printf(
        Locale.ROOT, "%-55s %,10.0f rows/s %,9.0f calls/s%n", what, rate, calls.get() / seconds);
    return rate;
  }

  private static Future<Void> lane(Call call, int lane, AtomicLong calls, long end) {
    if (System.nanoTime() >= end) {
      return Future.succeededFuture();
    }
    return call.start(lane)
        .compose(done -> {
          calls.incrementAndGet();
          return lane(call, lane, calls, end);
        });
  }

  private Future<?> upsert(OnlineStore store, FeatureView view, int rows) {
    return store.upsert(rows(view, rows), Precedence.PUSH);
  }

  private Future<?> stale(OnlineStore store) {
    OnlineRows late = OnlineStoreSamples.rows(VIEW, keys(ROWS), 0, 0, new byte[] {0x20, 1});
    return store.upsert(late, Precedence.PUSH);
  }

  private Future<?> read(OnlineStore store, int rows) {
    List<String> names = WIDE_VIEW.features().stream().map(Field::name).toList();
    return store.read(List.of(new Lookup(WIDE_VIEW, names, prefix(rows))));
  }

  private OnlineRows rows(FeatureView view, int rows) {
    long time = clock.incrementAndGet();
    ByteColumn keys = view.equals(WIDE_VIEW) ? prefix(rows) : keys(rows);
    return OnlineStoreSamples.rows(view, keys, time, time, value());
  }

  private byte[] value() {
    return new byte[] {0x20, (byte) (0x80 | random.nextInt(128)), (byte) random.nextInt(128)};
  }

  /// Adjacent keys, so that none occurs twice.
  private ByteColumn keys(int rows) {
    int first = random.nextInt(KEYS);
    return columns(IntStream.range(first, first + rows).map(key -> key % KEYS));
  }

  private ByteColumn prefix(int rows) {
    return columns(IntStream.range(0, rows));
  }

  private static ByteColumn columns(IntStream keys) {
    var column = new ByteColumn.Builder(16, 1_024);
    keys.forEach(key -> column.add("................................%06d".formatted(key)));
    return column.build();
  }

  private Future<?> plain(PgConnection connection) {
    ByteColumn keys = keys(ROWS);
    // In order, as several connections write the same rows.
    byte[][] sorted = IntStream.range(0, ROWS).mapToObj(keys::copyOf).toArray(byte[][]::new);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    var time =
        LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)
            .plusNanos(1_000 * clock.incrementAndGet());
    var keyColumn = new Buffer[ROWS * FEATURES];
    var names = new String[ROWS * FEATURES];
    var values = new Buffer[ROWS * FEATURES];
    var texts = new String[ROWS * FEATURES];
    var times = new LocalDateTime[ROWS * FEATURES];
    byte[] value = value();
    for (int i = 0; i < keyColumn.length; i++) {
      keyColumn[i] = Buffer.buffer(sorted[i / FEATURES]);
      names[i] = "f" + i % FEATURES;
      values[i] = Buffer.buffer(value);
      texts[i] = "16384";
      times[i] = time;
    }
    return connection
        .preparedQuery(
            """
            INSERT INTO feast.plain
              (entity_key, feature_name, value, value_text, event_ts, created_ts)
            SELECT k, n, v, t, e AT TIME ZONE 'UTC', c AT TIME ZONE 'UTC' FROM unnest($1::bytea[],
              $2::text[], $3::bytea[], $4::text[], $5::timestamp[], $6::timestamp[])
              AS u(k, n, v, t, e, c)
            ON CONFLICT (entity_key, feature_name) DO UPDATE SET value = excluded.value,
              value_text = excluded.value_text, event_ts = excluded.event_ts,
              created_ts = excluded.created_ts\
            """)
        .execute(Tuple.of(keyColumn, names, values, texts, times, times));
  }

  private PgConnectOptions options() {
    return new PgConnectOptions()
        .setHost("127.0.0.1")
        .setPort(port)
        .setDatabase("postgres")
        .setUser("postgres")
        .setCachePreparedStatements(true);
  }

  /// As many connections for writing as the plain upserts have.
  private OnlineConfig.Postgres config() {
    var tls =
        new TlsConfig(
            false, TlsConfig.Verify.NONE, Optional.empty(), Optional.empty(), Optional.empty());
    var guard =
        new GuardConfig(3, Duration.ofMillis(10), Duration.ofSeconds(1), 50, Duration.ofSeconds(1));
    var server =
        new PostgresConfig(
            "127.0.0.1",
            port,
            "postgres",
            "feast",
            "postgres",
            Optional.empty(),
            tls,
            2 * CONNECTIONS,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            true,
            guard);
    return new OnlineConfig.Postgres(server, 3, true, ZoneId.of("UTC"), false);
  }

  private static FeatureView view(String name, int features) {
    return OnlineStoreSamples.view(
        name, IntStream.range(0, features).mapToObj(i -> "f" + i).toArray(String[]::new));
  }
}
