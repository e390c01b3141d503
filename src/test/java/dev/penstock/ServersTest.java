package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.Config;
import dev.penstock.faults.TcpProxy;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/// The shipped configuration for servers, on real ones.
class ServersTest {
  private static final Path SHIPPED = Path.of("verticles-config/production.yaml");

  private static EmbeddedPostgres postgres;
  private static RedisServer redis;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private TcpProxy proxy;

  @BeforeAll
  static void startServers() throws Exception {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    redis = new RedisServerBuilder().port(FreePorts.next()).setting("save \"\"").build();
    redis.start();
  }

  @AfterAll
  static void stopServers() throws Exception {
    redis.stop();
    postgres.close();
  }

  @BeforeEach
  void connect() throws Exception {
    proxy = TcpProxy.before("127.0.0.1", postgres.getPort());
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    proxy.close();
  }

  @Test
  void aPushIsReadFromRedisAndKeptInPostgres() throws Exception {
    var penstock = serve(Map.of());

    try (var http = new RawHttp(penstock.port())) {
      assertThat(post(http, "/push", TestServer.PUSH).status()).isEqualTo(200);
      var answer = post(http, "/get-online-features", TestServer.READ);
      assertThat(answer.json().getJsonArray("results").getJsonObject(1).getJsonArray("values"))
          .isEqualTo(JsonArray.of(7.5, 9.0));
    }

    assertThat(rowsInPostgres()).isEqualTo(2);
    penstock.stop().await(10, TimeUnit.SECONDS);
  }

  @Test
  void whenPostgresIsAwayOnlineRowsAreStoredAndTheAnswerNamesHistory() throws Exception {
    var penstock =
        serve(Map.of("PENSTOCK_OFFLINE_RETRY_ATTEMPTS", "1", "PENSTOCK_ONLINE_DATABASE", "1"));
    proxy.refuse();
    proxy.cut();

    try (var http = new RawHttp(penstock.port())) {
      var answer = post(http, "/push", TestServer.PUSH);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("rides_history", "PostgreSQL offline store");
      assertThat(post(http, "/get-online-features", TestServer.READ).body()).contains("7.5");
    }

    penstock.stop().await(10, TimeUnit.SECONDS);
  }

  @Test
  void whenPostgresIsFullOnlineRowsAreStoredAndTheSamePushIsKeptOnceThereIsRoom() throws Exception {
    var penstock = serve(Map.of("PENSTOCK_ONLINE_DATABASE", "2"));
    execute(
        """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$
        """,
        "DELETE FROM rides_history",
        "CREATE TRIGGER full_disk BEFORE INSERT ON rides_history EXECUTE FUNCTION full_disk()");

    try (var http = new RawHttp(penstock.port())) {
      var full = post(http, "/push", TestServer.PUSH);
      assertThat(full.status()).isEqualTo(503);
      assertThat(full.body())
          .contains("rides_history", "PostgreSQL offline store", "No space left", "53100");
      assertThat(post(http, "/get-online-features", TestServer.READ).body()).contains("7.5");
      assertThat(rowsInPostgres()).isZero();
      execute("DROP FUNCTION full_disk CASCADE");

      assertThat(post(http, "/push", TestServer.PUSH).status()).isEqualTo(200);
    }
    assertThat(rowsInPostgres()).isEqualTo(2);
    penstock.stop().await(10, TimeUnit.SECONDS);
  }

  @Test
  void whoLosesHistoryInTheMiddleOfATrainingSetGetsNoWholeAnswer() throws Exception {
    int rows = 20_000;
    var penstock =
        serve(Map.of("PENSTOCK_OFFLINE_RETRY_ATTEMPTS", "1", "PENSTOCK_ONLINE_DATABASE", "3"));

    try (var http = new RawHttp(penstock.port(), 60)) {
      assertThat(post(http, "/push", LongNotes.push()).status()).isEqualTo(200);
      http.send(LongNotes.request(rows));
      assertThat(http.head().status()).isEqualTo(200);
      // Far more is still to come than fits between there and here.
      proxy.refuse();
      proxy.cut();

      String rest = http.rest();

      assertThat(rest).doesNotEndWith("\r\n0\r\n\r\n");
      assertThat(rest.lines().filter(line -> line.startsWith("{")).count()).isLessThan(rows);
    }
    penstock.stop().await(30, TimeUnit.SECONDS);
  }

  @Test
  void moreScansThanPostgresIsToDoAtATimeAreRefused() throws Exception {
    var penstock = serve(Map.of("PENSTOCK_OFFLINE_SCANS", "1", "PENSTOCK_ONLINE_DATABASE", "4"));

    try (var http = new RawHttp(penstock.port(), 60)) {
      assertThat(post(http, "/push", LongNotes.push()).status()).isEqualTo(200);
      try (var slow = new RawHttp(penstock.port(), 60)) {
        slow.send(LongNotes.request(20_000));
        assertThat(slow.head().status()).isEqualTo(200);

        var refused = post(http, "/get-historical-features", LongNotes.rows(1));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("offline.scans");
        assertThat(refused.headers()).containsKey("retry-after");
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (post(http, "/get-historical-features", LongNotes.rows(1)).status() == 429) {
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
      assertThat(post(http, "/get-historical-features", LongNotes.rows(1)).status()).isEqualTo(200);
    }
    penstock.stop().await(30, TimeUnit.SECONDS);
  }

  @Test
  void aTableThatIsMissingAndMayNotBeCreatedStopsTheStart() {
    var environment =
        Map.of("PENSTOCK_OFFLINE_CREATE_TABLES", "false", "PENSTOCK_OFFLINE_SCHEMA", "pg_catalog");

    assertThatThrownBy(() -> serve(environment))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.SCHEMA_MISSING))
        .hasMessageContaining(
            "no table pg_catalog.rides_history for batch source \"rides_history\"");
  }

  @Test
  void exportSaysThatItWorksOnTheEmbeddedStore() {
    var said = new StringWriter();

    int code =
        Main.commandLine()
            .setErr(new PrintWriter(said))
            .execute("export", "rides_history", "x.parquet", "--config", SHIPPED.toString());

    assertThat(code).isEqualTo(2);
    assertThat(said.toString())
        .contains("export and import work on the embedded offline store", "type is postgres");
  }

  private Penstock serve(Map<String, String> environment) throws Exception {
    var definitions =
        Files.writeString(directory.resolve("definitions.yaml"), TestServer.DEFINITIONS);
    var variables = new HashMap<>(environment);
    variables.put("PENSTOCK_DEFINITIONS", definitions.toString());
    variables.put("PENSTOCK_DATA", directory.resolve("data").toString());
    variables.put("PENSTOCK_HTTP_PORT", "0");
    variables.put("PENSTOCK_ONLINE_SERVERS", "127.0.0.1:" + redis.ports().getFirst());
    variables.put("PENSTOCK_OFFLINE_HOST", "127.0.0.1");
    variables.put("PENSTOCK_OFFLINE_PORT", Integer.toString(proxy.port()));
    variables.put("PENSTOCK_OFFLINE_DATABASE", "postgres");
    variables.put("PENSTOCK_OFFLINE_USER", "postgres");
    variables.put("PENSTOCK_OFFLINE_PASSWORD", "secret");
    var config = Config.read(SHIPPED, variables);
    return Penstock.start(vertx, config).await(30, TimeUnit.SECONDS);
  }

  private static void execute(String... statements) throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  private static long rowsInPostgres() throws Exception {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(DISTINCT rider_id) FROM rides_history")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static RawHttp.Answer post(RawHttp http, String path, String body) throws Exception {
    return http.post(path, body.getBytes(StandardCharsets.UTF_8));
  }
}
