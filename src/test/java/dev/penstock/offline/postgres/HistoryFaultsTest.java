package dev.penstock.offline.postgres;

import static dev.penstock.offline.HistorySamples.found;
import static dev.penstock.offline.HistorySamples.hexes;
import static dev.penstock.offline.HistorySamples.view;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.faults.TcpProxy;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.History;
import dev.penstock.offline.HistorySamples.Found;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scans whose connections are lost, whose queries take too long, and which are too many.
class HistoryFaultsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final int ENTITIES = 300;
  private static final FeatureView EVENTS =
      view(
          source("events", field("id", ValueType.INT64), field("n", ValueType.INT64)),
          1,
          Duration.ZERO);

  private final List<PostgresOfflineStore> stores = new ArrayList<>();

  @BeforeEach
  void fill() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
    POSTGRES_18.execute(
        "CREATE TABLE history.events (ts timestamptz, created timestamptz, id bigint, n bigint)",
        "INSERT INTO history.events SELECT to_timestamp(n), to_timestamp(n), n % "
            + ENTITIES
            + ", n FROM generate_series(1, 3000) AS n");
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

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100})
  void aScanWhoseBackendIsTerminatedGoesOnAsIfNothingWere(int chunkRows) throws Exception {
    var scan = history().newest(request(EVENTS, chunkRows)).await(10, SECONDS);
    var rows = new ArrayList<Found>();

    for (var chunk = next(scan); chunk.isPresent(); chunk = next(scan)) {
      rows.addAll(found(chunk.get().rows()));
      if (rows.size() % 50 < chunkRows) {
        terminate();
      }
    }

    scan.close().await(10, SECONDS);
    assertThat(rows).extracting(Found::key).doesNotHaveDuplicates().hasSize(ENTITIES);
    assertThat(rows).allSatisfy(row -> assertThat(row.eventTime()).isGreaterThan(2_700_000_000L));
  }

  @Test
  void aJoinWhoseConnectionIsCutGoesOnAsIfNothingWere() throws Exception {
    try (var proxy = TcpProxy.before("127.0.0.1", POSTGRES_18.port())) {
      var history = store(proxy.port(), new HistoryLimits(8, Duration.ofMinutes(1))).history();
      var request = join(EVENTS, ENTITIES, 10);
      var scan = history.pointInTime(request).await(10, SECONDS);
      var values = new ArrayList<String>();

      for (var chunk = scan.next().await(10, SECONDS);
          chunk.isPresent();
          chunk = scan.next().await(10, SECONDS)) {
        values.addAll(hexes(chunk.get().views().getFirst().features().getFirst()));
        proxy.cut();
      }

      scan.close().await(10, SECONDS);
      // Each entity has its last row among the last 300.
      assertThat(values)
          .isEqualTo(
              hexes(
                  longs(
                      LongStream.range(0, ENTITIES)
                          .map(id -> id == 0 ? 3_000 : 2_700 + id)
                          .toArray())));
    }
  }

  @Test
  void aBackendThatIsTerminatedWhileItWorksIsReplaced() throws Exception {
    var scan = history().newest(request(sleeping(0.5), 1_000)).await(10, SECONDS);

    var chunk = scan.next();
    awaitSleepers(1);
    terminate();

    assertThat(chunk.await(10, SECONDS).orElseThrow().rows().rows()).isEqualTo(ENTITIES);
    scan.close().await(10, SECONDS);
  }

  @Test
  void closingAScanEndsItsQuery() throws Exception {
    var history = history();
    var scan = history.newest(request(sleeping(60), 10)).await(10, SECONDS);
    var join = history.pointInTime(join(sleeping(60), 10, 10)).await(10, SECONDS);
    var chunk = scan.next();
    var joined = join.next();
    awaitSleepers(2);

    scan.close().await(10, SECONDS);
    join.close().await(10, SECONDS);

    awaitSleepers(0);
    assertFails(chunk, FailureKind.DRAINING);
    assertFails(joined, FailureKind.DRAINING);
    assertThat(backends()).isZero();
  }

  @Test
  void closingTheStoreEndsQueries() throws Exception {
    var store = store(POSTGRES_18.port(), new HistoryLimits(8, Duration.ofMinutes(1)));
    var scan = store.history().newest(request(sleeping(60), 10)).await(10, SECONDS);
    var chunk = scan.next();
    awaitSleepers(1);

    store.close().await(10, SECONDS);

    awaitSleepers(0);
    assertFails(chunk, FailureKind.DRAINING);
  }

  @Test
  void aStatementThatTakesTooLongIsEndedAndToldOf() throws Exception {
    var limits = new HistoryLimits(8, Duration.ofMillis(300));
    var history = store(POSTGRES_18.port(), limits).history();
    var scan = history.newest(request(sleeping(60), 10)).await(10, SECONDS);

    assertFails(scan.next(), FailureKind.TIMEOUT);

    awaitSleepers(0);
    scan.close().await(10, SECONDS);
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForForEver() throws Exception {
    try (var proxy = TcpProxy.before("127.0.0.1", POSTGRES_18.port())) {
      var limits = new HistoryLimits(8, Duration.ofMillis(300));
      var store =
          new PostgresOfflineStore(
              VERTX,
              StoreConfigs.impatient(proxy.port(), 1),
              BatchListener.NONE,
              InstantSource.system(),
              limits);
      stores.add(store);
      var scan = store.history().newest(request(EVENTS, 10)).await(10, SECONDS);
      assertThat(next(scan)).isPresent();
      proxy.blackHole();

      assertFails(scan.next(), FailureKind.TIMEOUT);
      proxy.heal();

      int rows = 10;
      for (var chunk = next(scan); chunk.isPresent(); chunk = next(scan)) {
        rows += chunk.get().rows().rows();
      }
      scan.close().await(10, SECONDS);
      assertThat(rows).isEqualTo(ENTITIES);
    }
  }

  @Test
  void aChunkThatHasFailedIsNotPassedOver() throws Exception {
    POSTGRES_18.execute(
        "ALTER TABLE history.events ALTER n TYPE numeric",
        "UPDATE history.events SET n = n + 0.5 WHERE n = 2705");
    var join = history().pointInTime(join(EVENTS, ENTITIES, 4)).await(10, SECONDS);
    assertThat(join.next().await(10, SECONDS)).isPresent();

    assertFails(join.next(), FailureKind.UNREPRESENTABLE);
    assertFails(join.next(), FailureKind.UNREPRESENTABLE);

    join.close().await(10, SECONDS);
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() throws Exception {
    try (var proxy = TcpProxy.before("127.0.0.1", POSTGRES_18.port())) {
      proxy.refuse();
      var history = store(proxy.port(), new HistoryLimits(8, Duration.ofMinutes(1))).history();

      assertFails(history.newest(request(EVENTS, 10)), FailureKind.UNAVAILABLE);
      assertFails(history.pointInTime(join(EVENTS, 1, 1)), FailureKind.UNAVAILABLE);
    }
  }

  @Test
  void thereAreOnlySoManyScansAtATime() throws Exception {
    var history = store(POSTGRES_18.port(), new HistoryLimits(2, Duration.ofSeconds(5))).history();
    var first = history.newest(request(EVENTS, 10)).await(10, SECONDS);
    var second = history.pointInTime(join(EVENTS, 5, 5)).await(10, SECONDS);

    assertFails(history.newest(request(EVENTS, 10)), FailureKind.OVERLOADED);
    first.close().await(10, SECONDS);

    history.newest(request(EVENTS, 10)).await(10, SECONDS).close().await(10, SECONDS);
    second.close().await(10, SECONDS);
    assertThat(backends()).isZero();
  }

  @Test
  void whoMayNotReadIsTold() throws Exception {
    POSTGRES_18.execute(
        "DROP ROLE IF EXISTS stranger",
        "CREATE ROLE stranger LOGIN",
        "GRANT USAGE ON SCHEMA history TO stranger");
    var config = StoreConfigs.config("stranger");
    var store = new PostgresOfflineStore(VERTX, config, BatchListener.NONE);
    stores.add(store);

    assertFails(store.history().newest(request(EVENTS, 10)), FailureKind.STORE_DENIED);
  }

  private History history() {
    return store(POSTGRES_18.port(), new HistoryLimits(8, Duration.ofMinutes(1))).history();
  }

  private PostgresOfflineStore store(int port, HistoryLimits limits) {
    var config = StoreConfigs.config(port);
    var store =
        new PostgresOfflineStore(VERTX, config, BatchListener.NONE, InstantSource.system(), limits);
    stores.add(store);
    return store;
  }

  /// The same rows, but the server takes its time for them.
  private static FeatureView sleeping(double seconds) {
    var events = EVENTS.batchSource();
    var slow =
        new BatchSource(
            events.name(),
            new Origin.Query(
                "SELECT e.* FROM events AS e, (SELECT pg_sleep(" + seconds + ")) AS s"),
            events.timestampField(),
            events.createdTimestampColumn(),
            Map.of(),
            events.columns());
    return view(slow, 1, Duration.ZERO);
  }

  private static NewestRequest request(FeatureView view, int chunkRows) {
    return new NewestRequest(view, 0, 1L << 50, Optional.empty(), chunkRows, 1 << 20);
  }

  private static PointInTimeRequest join(FeatureView view, int rows, int chunkRows) {
    long[] times = LongStream.range(0, rows).map(row -> 1L << 50).toArray();
    var ids = longs(LongStream.range(0, rows).toArray());
    return new PointInTimeRequest(
        times, List.of(new Join(view, List.of("n"), List.of(ids))), chunkRows);
  }

  private static Optional<NewestScan.Chunk> next(NewestScan scan) throws Exception {
    return scan.next().await(10, SECONDS);
  }

  private static void terminate() throws SQLException {
    POSTGRES_18.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'penstock'");
  }

  private static long backends() throws SQLException {
    return (Long)
        POSTGRES_18
            .rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'penstock'")
            .getFirst()
            .getFirst();
  }

  private static void awaitSleepers(long count) throws SQLException {
    var sleepers =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'penstock' AND wait_event = 'PgSleep'";
    long deadline = System.nanoTime() + SECONDS.toNanos(10);
    while (!POSTGRES_18.rows(sleepers).equals(List.of(List.of((Object) count)))) {
      assertThat(System.nanoTime()).as("queries that sleep").isLessThan(deadline);
    }
  }

  private static void assertFails(Future<?> future, FailureKind kind) {
    assertThatThrownBy(() -> future.await(20, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
