package dev.penstock.offline.postgres;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.rows;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.faults.TcpProxy;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections and servers that fail: what is acknowledged is there, once.
class PostgresFaultsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final BatchSource EVENTS = source("events", field("id", ValueType.INT64));
  private static final Duration LONGEST = Duration.ofSeconds(4);

  @TempDir Path directory;
  private TcpProxy proxy;
  private PostgresOfflineStore store;

  @BeforeEach
  void open() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
    proxy = TcpProxy.before("127.0.0.1", POSTGRES_18.port());
    store = prepared(proxy.port(), 1);
  }

  @AfterEach
  void close() throws Exception {
    store.close().await(10, SECONDS);
    proxy.close();
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  @Test
  void anAnswerThatIsLostAfterTheCommitDoublesNothing() throws Exception {
    appendAndWaitForWhatFollows();
    proxy.halfOpen();

    var append = append(2);
    awaitRows(4);
    proxy.cut();
    proxy.heal();

    assertThat(append.await(10, SECONDS)).isEqualTo(2);
    assertThat(stored()).containsExactly(1L, 1L, 2L, 2L);
  }

  @Test
  void anAnswerThatNeverComesEndsInTimeAndTheNextTryDoublesNothing() throws Exception {
    appendAndWaitForWhatFollows();
    proxy.halfOpen();

    assertFailsInTime(append(2), FailureKind.TIMEOUT);
    proxy.heal();
    append(2).await(10, SECONDS);

    assertThat(stored()).containsExactly(1L, 1L, 2L, 2L);
  }

  @Test
  void aBlackHoleEndsInTimeAndIsLeftBehind() throws Exception {
    appendAndWaitForWhatFollows();
    proxy.blackHole();

    assertFailsInTime(append(2), FailureKind.TIMEOUT);
    assertFailsInTime(store.check(), FailureKind.TIMEOUT);
    proxy.heal();
    append(3).await(10, SECONDS);

    assertThat(stored()).containsExactly(1L, 1L, 3L, 3L);
  }

  @Test
  void aServerThatRefusesIsUnavailable() throws Exception {
    appendAndWaitForWhatFollows();
    proxy.refuse();
    proxy.cut();

    assertFailsInTime(append(2), FailureKind.UNAVAILABLE);
    proxy.heal();

    append(2).await(10, SECONDS);
    assertThat(stored()).containsExactly(1L, 1L, 2L, 2L);
  }

  @Test
  void aSlowConnectionIsWaitedFor() throws Exception {
    proxy.delay(Duration.ofMillis(60));

    Future.all(append(1), append(2), append(3)).await(10, SECONDS);

    assertThat(stored()).containsExactly(1L, 1L, 2L, 2L, 3L, 3L);
  }

  @Test
  void connectionsThatAreCutAllTheTimeLoseAndDoubleNothing() throws Exception {
    var random = new Random(11);
    var appends = new ArrayList<Future<Integer>>();

    for (int batch = 0; batch < 300; batch++) {
      appends.add(untilStored(batch));
      if (batch % 10 == 0) {
        proxy.cut();
        appends.get(random.nextInt(appends.size())).await(30, SECONDS);
      }
    }
    Future.all(appends).await(30, SECONDS);

    assertEachIsThereTwice(300);
  }

  @Test
  void backendsThatAreTerminatedLoseAndDoubleNothing() throws Exception {
    store.close().await(10, SECONDS);
    store = prepared(POSTGRES_18.port(), 3);
    var appends = new ArrayList<Future<Integer>>();

    for (int batch = 0; batch < 200; batch++) {
      appends.add(untilStored(batch));
      if (batch % 20 == 0) {
        POSTGRES_18.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'penstock'");
      }
    }
    Future.all(appends).await(30, SECONDS);

    assertEachIsThereTwice(200);
  }

  @Test
  void twoProcessesThatAppendTheSameBatchesAppendEachOnce() throws Exception {
    var other = prepared(POSTGRES_18.port(), 3);
    var appends = new ArrayList<Future<Integer>>();
    var batches = new ArrayList<Long>();
    for (long batch = 0; batch < 400; batch++) {
      batches.add(batch);
    }

    for (int round = 0; round < 3; round++) {
      for (var into : List.of(store, other)) {
        Collections.shuffle(batches, new Random(round));
        batches.forEach(batch -> appends.add(append(into, batch)));
      }
    }
    Future.all(appends).await(30, SECONDS);
    other.close().await(10, SECONDS);

    assertEachIsThereTwice(400);
  }

  @Test
  void aServerThatIsStartedAgainIsFoundAgain() throws Exception {
    var first = server(0).start();
    int port = first.getPort();
    try (var connection = first.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA history");
    }
    var survivor = prepared(port, 3);
    append(survivor, 1).await(10, SECONDS);

    first.close();
    assertFailsInTime(append(survivor, 2), FailureKind.UNAVAILABLE);
    try (var second = server(port).start()) {
      append(survivor, 1).await(10, SECONDS);
      append(survivor, 2).await(10, SECONDS);

      try (var connection = second.getPostgresDatabase().getConnection();
          var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT count(*) FROM history.events")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(4);
      }
      survivor.close().await(10, SECONDS);
    }
  }

  private EmbeddedPostgres.Builder server(int port) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port);
  }

  private static PostgresOfflineStore prepared(int port, int connections) throws Exception {
    var config = StoreConfigs.impatient(port, connections);
    var store = new PostgresOfflineStore(VERTX, config, BatchListener.NONE);
    store.prepare(definitions(EVENTS)).await(10, SECONDS);
    return store;
  }

  /// The first append of a store has old identities forgotten, on the only connection.
  private void appendAndWaitForWhatFollows() throws Exception {
    append(1).await(10, SECONDS);
    store.check().await(10, SECONDS);
  }

  private Future<Integer> append(long batch) {
    return append(store, batch);
  }

  private static Future<Integer> append(PostgresOfflineStore into, long batch) {
    return into.append(
        new BatchId("push-" + batch), rows(EVENTS, new long[] {1, 2}, longs(batch, batch)));
  }

  /// As whoever pushes does: tries again, under the same id, until it is told that it is stored.
  private Future<Integer> untilStored(long batch) {
    return append(batch)
        .recover(failure -> {
          assertThat(failure).isInstanceOf(PushException.class);
          return untilStored(batch);
        });
  }

  private static void assertFailsInTime(Future<?> future, FailureKind kind) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> future.await(20, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
  }

  private static void awaitRows(int count) throws SQLException {
    long deadline = System.nanoTime() + SECONDS.toNanos(5);
    while (stored().size() < count && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  private static void assertEachIsThereTwice(int batches) throws SQLException {
    assertThat(
            POSTGRES_18.rows(
                "SELECT count(*), count(DISTINCT id) FROM history.events GROUP BY () "
                    + "HAVING (SELECT max(n) FROM (SELECT count(*) AS n FROM history.events GROUP BY id)) = 2"))
        .containsExactly(List.of(2L * batches, (long) batches));
  }

  private static List<Object> stored() throws SQLException {
    return POSTGRES_18.rows("SELECT id FROM history.events ORDER BY id").stream()
        .map(List::getFirst)
        .toList();
  }
}
