package dev.penstock.postgres;

import static dev.penstock.postgres.BothStores.assertFailsSoon;
import static dev.penstock.postgres.BothStores.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FailureKind;
import dev.penstock.online.OnlineStore.Written;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that for a while takes no connections or no writes, as a whole.
class ServerStatesTest {
  /// What the stores need, beside three that are reserved for administrators.
  private static final int CONNECTIONS = 3;

  @TempDir static Path directory;
  private static EmbeddedPostgres server;

  private BothStores stores;

  @BeforeAll
  static void startServer() throws Exception {
    server = start(0);
    execute(
        "CREATE ROLE penstock LOGIN",
        "CREATE ROLE crowd LOGIN",
        "GRANT CREATE ON DATABASE postgres TO penstock",
        "CREATE SCHEMA history AUTHORIZATION penstock");
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    stores = new BothStores(server.getPort(), "penstock");
    done(stores.upsert(1));
    done(stores.append(1));
    assertThat(stores.read(1)).isNotNull();
  }

  @AfterEach
  void close() throws Exception {
    stores.close();
    execute(
        "DROP TABLE " + BothStores.ONLINE_TABLE,
        "DROP SCHEMA history CASCADE",
        "CREATE SCHEMA history AUTHORIZATION penstock");
  }

  @Test
  void aServerThatHasNoConnectionLeftIsUnavailableUntilItHas() throws Exception {
    var crowd = new ArrayList<Connection>();
    try (var administrator = connect("postgres")) {
      terminate(administrator);
    }
    for (int place = 0; place < CONNECTIONS; place++) {
      crowd.add(connectOnceThereIsRoom());
    }

    assertFailsSoon(stores.upsert(2), FailureKind.UNAVAILABLE, "online store", "53300");
    assertFailsSoon(stores.append(2), FailureKind.UNAVAILABLE, "offline store", "53300");
    assertFailsSoon(stores.checkOnline(), FailureKind.UNAVAILABLE, "53300");
    assertFailsSoon(stores.checkOffline(), FailureKind.UNAVAILABLE, "53300");
    for (var one : crowd) {
      one.close();
    }

    everythingWorks();
  }

  @Test
  void aServerThatIsBeingShutDownIsUnavailableUntilItIsStartedAgain() throws Exception {
    int port = server.getPort();
    String pid = Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst();
    var process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    try (var lastSession = connect("postgres")) {
      // It waits for the last session and takes no new one.
      assertThat(new ProcessBuilder("kill", "-TERM", pid).start().waitFor()).isZero();
      terminate(lastSession);

      assertFailsSoon(stores.upsert(2), FailureKind.UNAVAILABLE, "online store", "57P03");
      assertFailsSoon(stores.append(2), FailureKind.UNAVAILABLE, "offline store", "57P03");
    }
    process.onExit().join();
    server.close();
    server = start(port);

    everythingWorks();
  }

  @Test
  void aServerThatTakesNoWritesIsReadAndWrittenAgainOnceItDoes() throws Exception {
    execute("ALTER ROLE penstock SET default_transaction_read_only = on");
    try (var administrator = connect("postgres")) {
      terminate(administrator);
    }

    assertFailsSoon(stores.upsert(2), FailureKind.UNAVAILABLE, "online store", "25006");
    assertFailsSoon(stores.append(2), FailureKind.UNAVAILABLE, "offline store", "25006");
    assertFailsSoon(stores.checkOnline(), FailureKind.UNAVAILABLE, "read only");
    assertFailsSoon(stores.checkOffline(), FailureKind.UNAVAILABLE, "read-only");
    assertThat(stores.read(1)).isNotNull();
    // From then on sessions may write; those that there are may not.
    execute("ALTER ROLE penstock RESET default_transaction_read_only");

    done(stores.checkOnline());
    done(stores.checkOffline());
    everythingWorks();
  }

  private void everythingWorks() throws Exception {
    assertThat(done(stores.upsert(2))).isEqualTo(new Written(1, 0));
    assertThat(stores.read(1)).isNotNull();
    assertThat(done(stores.append(2))).isEqualTo(1);
    done(stores.checkOnline());
    done(stores.checkOffline());
    try (var connection = connect("postgres");
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT array_agg(id ORDER BY id) FROM history.events")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("{1,2}");
    }
  }

  private static EmbeddedPostgres start(int port) throws Exception {
    return PostgresServer.builder()
        .setServerConfig("max_connections", Integer.toString(CONNECTIONS + 3))
        .setServerConfig("max_wal_senders", "0")
        .setPort(port)
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .start();
  }

  private static Connection connect(String user) throws SQLException {
    return server.getDatabase(user, "postgres").getConnection();
  }

  private static Connection connectOnceThereIsRoom() throws SQLException {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (true) {
      try {
        return connect("crowd");
      } catch (SQLException full) {
        // A session that has ended keeps its place for a moment.
        if (System.nanoTime() > deadline) {
          throw full;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static void execute(String... statements) throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /// Ends the sessions of the stores.
  private static void terminate(Connection by) throws SQLException {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    try (var statement = by.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'penstock'");
      while (true) {
        try (var left =
            statement.executeQuery("SELECT FROM pg_stat_activity WHERE usename = 'penstock'")) {
          if (!left.next()) {
            return;
          }
        }
        assertThat(System.nanoTime()).isLessThan(deadline);
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
