package dev.penstock.offline.postgres;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.rows;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OfflineConfig;
import dev.penstock.faults.TcpProxy;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RecordRange;
import dev.penstock.model.ValueType;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Ranges of streams that several processes append, that fail, or find no side table.
class PostgresRangesTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final BatchSource EVENTS = source("events", field("id", ValueType.INT64));
  private static final int STREAMS = 6;
  private static final int RECORDS = 60;

  private final List<PostgresOfflineStore> stores = new ArrayList<>();

  @BeforeEach
  void empty() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
  }

  @AfterEach
  void close() throws Exception {
    for (var store : stores) {
      store.close().await(10, SECONDS);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  @Test
  void processesThatHaveTheSameStreamsStoreEachRecordOnce() throws Exception {
    long seed = new Random().nextLong();
    var deliveries = new ArrayList<Future<?>>();
    var _ = prepared(StoreConfigs.config());
    // Long transactions, so that those of several processes overlap.
    POSTGRES_18.execute(
        "CREATE OR REPLACE FUNCTION history.linger() RETURNS trigger LANGUAGE plpgsql AS "
            + "$$ BEGIN PERFORM pg_sleep(0.01); RETURN NULL; END $$",
        "CREATE TRIGGER linger AFTER INSERT ON history.events EXECUTE FUNCTION history.linger()");

    for (int process = 0; process < 3; process++) {
      var store = prepared(StoreConfigs.config());
      for (int stream = 0; stream < STREAMS; stream++) {
        var random = new Random(seed + deliveries.size());
        deliveries.add(delivered(store, "stream-" + stream, stream, random, 0));
      }
    }
    Future.all(deliveries).await(60, SECONDS);

    assertEachIsThereOnce(seed);
  }

  @Test
  void connectionsThatAreCutAllTheTimeLoseAndDoubleNothing() throws Exception {
    long seed = new Random().nextLong();
    try (var proxy = TcpProxy.before("127.0.0.1", POSTGRES_18.port())) {
      var store = prepared(StoreConfigs.config(proxy.port()));
      var deliveries = new ArrayList<Future<?>>();

      for (int stream = 0; stream < STREAMS; stream++) {
        var random = new Random(seed + stream);
        deliveries.add(delivered(store, "stream-" + stream, stream, random, 0));
      }
      for (int cut = 1; cut < 20; cut++) {
        awaitRows(cut * STREAMS * RECORDS / 25);
        proxy.cut();
      }
      Future.all(deliveries).await(60, SECONDS);

      assertEachIsThereOnce(seed);
      store.close().await(10, SECONDS);
    }
  }

  @Test
  void aRowThatTheServerRefusesFailsItsOwnRangeOnly() throws Exception {
    POSTGRES_18.execute(
        "CREATE TABLE history.events (id bigint CHECK (id % 10 <> 3), ts timestamptz, created timestamptz)");
    var store = prepared(StoreConfigs.config());
    var appends = new ArrayList<Future<Integer>>();

    for (int stream = 0; stream < 50; stream++) {
      appends.add(append(store, "stream-" + stream, stream, stream + 100));
    }
    Future.join(appends).otherwiseEmpty().await(10, SECONDS);

    for (int stream = 0; stream < 50; stream++) {
      assertThat(appends.get(stream).succeeded()).isEqualTo(stream % 10 != 3);
    }
    assertThat(appends.get(13).cause())
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.ROW_REFUSED));
    assertThat(POSTGRES_18.rows("SELECT count(*), count(DISTINCT id) FROM history.events"))
        .containsExactly(List.of(90L, 90L));
  }

  @Test
  void aRangeThatWasRefusedIsAppendedWithoutItsBadRow() throws Exception {
    POSTGRES_18.execute(
        "CREATE TABLE history.events (id bigint CHECK (id <> 3), ts timestamptz, created timestamptz)");
    var store = prepared(StoreConfigs.config());
    append(store, "stream", 1).await(10, SECONDS);
    assertThatThrownBy(() -> append(store, "stream", 2, 3, 4).await(10, SECONDS))
        .isInstanceOf(PushException.class);

    append(store, "stream", 2, 4).await(10, SECONDS);
    append(store, "stream", 1, 2, 4, 5).await(10, SECONDS);

    assertThat(ids()).containsExactly(1L, 2L, 4L, 5L);
  }

  @Test
  void theSideTableIsMadeForTheFirstRangeAndSaysWhereStreamsAre() throws Exception {
    var store = prepared(StoreConfigs.config());
    assertThat(tables()).doesNotContain("penstock_streams");

    append(store, "trips/x/0", 1, 7).await(10, SECONDS);
    append(store, "trips/x/0", 7).await(10, SECONDS);
    append(store, "it's \"ü\", {1}", 3).await(10, SECONDS);

    assertThat(
            POSTGRES_18.rows(
                "SELECT batch_source, stream, next FROM history.penstock_streams ORDER BY next"))
        .containsExactly(
            List.of("events", "it's \"ü\", {1}", 4L), List.of("events", "trips/x/0", 8L));
  }

  @Test
  void aMissingSideTableStopsRangesOnlyAndIsNamed() throws Exception {
    prepared(StoreConfigs.config()).close().await(10, SECONDS);
    var store = prepared(StoreConfigs.config("postgres"));

    var range = append(store, "stream", 1);
    var push = store.append(new BatchId("push"), row(EVENTS, 2, longs(2)));

    push.await(10, SECONDS);
    assertThatThrownBy(() -> range.await(10, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class,
            missing -> assertThat(missing.kind()).isEqualTo(FailureKind.SCHEMA_MISSING))
        .hasMessageContainingAll("CREATE TABLE", "penstock_streams", "next bigint");
    POSTGRES_18.execute(statementIn(String.valueOf(range.cause().getMessage())));
    append(store, "stream", 1).await(10, SECONDS);
    assertThat(ids()).containsExactly(1L, 2L);
  }

  @Test
  void aStreamWhoseRowIsGoneBeginsAnew() throws Exception {
    var store = prepared(StoreConfigs.config());
    append(store, "stream", 1).await(10, SECONDS);
    POSTGRES_18.execute("DELETE FROM history.penstock_streams");

    append(store, "stream", 1, 2).await(10, SECONDS);

    assertThat(ids()).containsExactly(1L, 1L, 2L);
  }

  /// Appends a stream from some record on, piece by piece, each until it is told that it is stored,
  /// and now and then some of what was before.
  private static Future<Void> delivered(
      PostgresOfflineStore store, String stream, int number, Random random, int from) {
    if (from == RECORDS) {
      return Future.succeededFuture();
    }
    int start = Math.max(0, from - random.nextInt(4));
    int end = Math.min(RECORDS, from + 1 + random.nextInt(5));
    long[] offsets = LongStream.range(start, end).toArray();
    long[] ids = LongStream.of(offsets).map(offset -> number * 1_000L + offset).toArray();
    var range = new RecordRange(stream, offsets, end);
    return store
        .append(range, rows(EVENTS, ids, longs(ids)))
        .compose(
            stored -> delivered(store, stream, number, random, end),
            failure -> {
              assertThat(failure).isInstanceOf(PushException.class);
              return delivered(store, stream, number, random, from);
            });
  }

  private static void assertEachIsThereOnce(long seed) throws SQLException {
    var expected = new ArrayList<Object>();
    for (long stream = 0; stream < STREAMS; stream++) {
      for (long offset = 0; offset < RECORDS; offset++) {
        expected.add(stream * 1_000 + offset);
      }
    }
    assertThat(ids()).as("seed %d", seed).isEqualTo(expected);
  }

  private static void awaitRows(int count) throws SQLException {
    long deadline = System.nanoTime() + SECONDS.toNanos(20);
    while (ids().size() < count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /// Rows whose ids are their offsets.
  private static Future<Integer> append(
      PostgresOfflineStore store, String stream, long... offsets) {
    var range = new RecordRange(stream, offsets, offsets[offsets.length - 1] + 1);
    return store.append(range, rows(EVENTS, offsets, longs(offsets)));
  }

  private PostgresOfflineStore prepared(OfflineConfig.Postgres config) throws Exception {
    var store = new PostgresOfflineStore(VERTX, config, BatchListener.NONE);
    stores.add(store);
    store.prepare(definitions(EVENTS)).await(10, SECONDS);
    return store;
  }

  private static String statementIn(String message) {
    int start = message.indexOf("CREATE TABLE");
    return message.substring(start, message.indexOf("\nRename", start));
  }

  private static List<String> tables() throws SQLException {
    return POSTGRES_18.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'history'");
  }

  private static List<Object> ids() throws SQLException {
    return POSTGRES_18.rows("SELECT id FROM history.events ORDER BY id").stream()
        .map(List::getFirst)
        .toList();
  }
}
