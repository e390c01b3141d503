package dev.penstock.online.postgres;

import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.view;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.GuardConfig;
import dev.penstock.faults.TcpProxy;
import dev.penstock.model.FeatureView;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.postgres.PostgresServer;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A network and a server that fail. Whatever was acknowledged must be there, no call may outlast
/// its attempts, and writing goes on by itself afterwards.
class FaultsTest {
  private static final FeatureView VIEW = view("view", "f0", "f1");

  @TempDir static Path directory;
  private static Vertx vertx;
  private static EmbeddedPostgres server;

  private TcpProxy proxy;
  private PostgresOnlineStore store;
  private SteadyWriter writer;

  /// How long a store tries: long enough for a busy machine, or not longer than a test should take.
  private record Patience(int attempts, Duration timeout) {}

  private static final Patience PATIENT = new Patience(5, Duration.ofSeconds(5));
  private static final Patience IMPATIENT = new Patience(2, Duration.ofMillis(300));

  @BeforeAll
  static void startServer() throws Exception {
    vertx = Vertx.vertx();
    server = start(0);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
    vertx.close().await(10, SECONDS);
  }

  @BeforeEach
  void createTable() throws Exception {
    execute("DROP SCHEMA IF EXISTS feast CASCADE");
    proxy = TcpProxy.before("127.0.0.1", server.getPort());
    var patient = open(PATIENT);
    patient.prepare(definitions(VIEW)).await(20, SECONDS);
    patient.close().await(10, SECONDS);
  }

  @AfterEach
  void stopWriting() throws Exception {
    writer.stop();
    proxy.close();
    store.close().await(10, SECONDS);
  }

  @Test
  void connectionsThatAreCutAreOpenedAgainUnnoticed() throws Exception {
    write(PATIENT);
    for (int time = 0; time < 5; time++) {
      proxy.cut();
      writer.awaitMoreWritten();
    }

    writer.stop();
    assertThat(writer.failures()).isEmpty();
    everythingAcknowledgedIsThere();
  }

  @Test
  void aSlowNetworkIsNoFault() throws Exception {
    write(PATIENT);
    proxy.delay(Duration.ofMillis(50));
    writer.awaitMoreWritten();

    writer.stop();
    assertThat(writer.failures()).isEmpty();
    everythingAcknowledgedIsThere();
  }

  @Test
  void callsIntoABlackHoleEndInTime() throws Exception {
    write(IMPATIENT);
    proxy.blackHole();
    writer.awaitMoreFailures();
    var read =
        store
            .read(List.of(new Lookup(VIEW, List.of("f0"), keys("k1"))))
            .transform(done -> io.vertx.core.Future.succeededFuture(done.failed()));

    assertThat(
            read.await(SteadyWriter.LONGEST.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS))
        .isTrue();
    goesOnOnceHealed();
  }

  @Test
  void connectionsThatNobodyAnswersOnAreLetGo() throws Exception {
    write(IMPATIENT);
    proxy.blackHole();
    writer.awaitMoreFailures();
    writer.awaitMoreFailures();

    // One for writing, and one or two that are being closed.
    assertThat(proxy.connections()).isLessThanOrEqualTo(3);
    goesOnOnceHealed();
  }

  @Test
  void rowsWhoseAnswersAreLostAreThere() throws Exception {
    write(IMPATIENT);
    proxy.halfOpen();
    writer.awaitMoreFailures();

    goesOnOnceHealed();
  }

  @Test
  void aServerThatRefusesConnectionsIsTriedUntilItTakesThem() throws Exception {
    write(IMPATIENT);
    proxy.refuse();
    proxy.cut();
    writer.awaitMoreFailures();

    goesOnOnceHealed();
  }

  @Test
  void backendsThatAreTerminatedAreReplacedUnnoticed() throws Exception {
    write(PATIENT);
    for (int time = 0; time < 3; time++) {
      execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'penstock'");
      writer.awaitMoreWritten();
    }

    writer.stop();
    assertThat(writer.failures()).isEmpty();
    everythingAcknowledgedIsThere();
  }

  @Test
  void aCrashOfTheServerLosesNothingThatWasAcknowledged() throws Exception {
    write(IMPATIENT);
    int port = server.getPort();
    // As after a crash: no checkpoint, no farewell.
    String pid = Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst();
    assertThat(new ProcessBuilder("kill", "-QUIT", pid).start().waitFor()).isZero();
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> process.onExit().join());
    writer.awaitMoreFailures();

    server.close();
    server = start(port);

    goesOnOnceHealed();
  }

  private void goesOnOnceHealed() throws Exception {
    proxy.heal();
    writer.awaitMoreWritten();
    writer.stop();
    everythingAcknowledgedIsThere();
  }

  private void everythingAcknowledgedIsThere() throws Exception {
    assertThat(writer.longest()).isLessThan(SteadyWriter.LONGEST);
    try (Connection connection = server.getPostgresDatabase().getConnection();
        var query =
            connection.prepareStatement(
                "SELECT min((extract(epoch FROM event_ts) * 1000000)::bigint), count(*)"
                    + " FROM feast.shop_view WHERE entity_key = ?")) {
      for (var acknowledged : writer.acknowledged().entrySet()) {
        query.setBytes(1, acknowledged.getKey().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (var row = query.executeQuery()) {
          assertThat(row.next()).isTrue();
          assertThat(row.getLong(1)).isGreaterThanOrEqualTo(acknowledged.getValue());
          assertThat(row.getInt(2)).isEqualTo(2);
        }
      }
    }
  }

  private void write(Patience patience) throws Exception {
    store = open(patience);
    store.prepare(definitions(VIEW)).await(20, SECONDS);
    writer = new SteadyWriter(store, VIEW);
    writer.awaitMoreWritten();
  }

  private PostgresOnlineStore open(Patience patience) {
    var guard =
        new GuardConfig(
            patience.attempts(),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            10,
            Duration.ofMillis(100));
    var config =
        PostgresServer.config(
            proxy.port(), StoreConfigs.SCHEMA, "postgres", true, 2, patience.timeout(), guard);
    return new PostgresOnlineStore(vertx, StoreConfigs.config(config), BatchListener.NONE);
  }

  private static EmbeddedPostgres start(int port) throws Exception {
    return PostgresServer.builder()
        .setPort(port)
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .start();
  }

  private static void execute(String statement) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection()) {
      connection.createStatement().execute(statement);
    }
  }
}
