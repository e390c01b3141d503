package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/// Processes that share a Redis and a PostgreSQL, as `verticles-config/production.yaml` has it.
class ServersIT {
  private static final Path DEFINITIONS = Path.of("src/test/resources/crash.yaml");
  private static final int ACCOUNTS = 50;
  private static final int CONNECTIONS = 8;
  private static final int PUSHES = 40;
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  private static EmbeddedPostgres postgres;
  private static int redisPort;
  private static RedisServer redis;

  @TempDir Path directory;

  /// One row: booking numbers are times, so that the greatest shows which row is the newest.
  private record Booking(int account, int number) {}

  @BeforeAll
  static void startServers() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(Path.of("target/test-servers").toAbsolutePath().toFile())
            .start();
    try (var socket = new ServerSocket(0)) {
      redisPort = socket.getLocalPort();
    }
    redis = startRedis();
  }

  @BeforeEach
  void startRedisAgain() throws IOException {
    if (!redis.isActive()) {
      redis = startRedis();
    }
  }

  @AfterAll
  static void stopServers() throws IOException {
    redis.stop();
    postgres.close();
  }

  @Test
  void twoProcessesRacingOnTheSameKeysLeaveTheNewestRowOfEach() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (var one = start("one");
        var other = start("other")) {
      var pushed = race(List.of(one, other), seed);

      var newest = new HashMap<Integer, Integer>();
      pushed.forEach(row -> newest.merge(row.account(), row.number(), Math::max));
      assertThat(newest).hasSize(ACCOUNTS);
      assertThat(bookings(one, newest.keySet())).as("seed %d", seed).isEqualTo(newest);
      assertThat(bookings(other, newest.keySet())).as("seed %d", seed).isEqualTo(newest);
      assertThat(history()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(pushed);
    }
  }

  @Test
  void aStoreThatIsAwayIsNamedAndFoundAgain() throws Exception {
    try (var penstock = start("alone")) {
      assertThat(push(penstock, List.of(new Booking(1_000, 1))).getString("detail")).isNull();

      redis.stop();
      var refused = push(penstock, List.of(new Booking(1_000, 2)));

      assertThat(refused.getString("detail")).contains("account_booking", "branch_booking");
      assertThat(refused.getJsonArray("online").getJsonObject(0).getString("error"))
          .contains("redis 127.0.0.1:" + redisPort);
      assertThat(refused.getJsonArray("offline").getJsonObject(0).getInteger("written")).isOne();
      assertThat(penstock.get("/health/ready").statusCode()).isEqualTo(503);

      redis = startRedis();
      penstock.await(
          () -> push(penstock, List.of(new Booking(1_000, 3))).getString("detail") == null);
      penstock.await(() -> penstock.get("/health/ready").statusCode() == 200);
      assertThat(bookings(penstock, List.of(1_000))).containsEntry(1_000, 3);
    }
  }

  private static RedisServer startRedis() throws IOException {
    var server =
        RedisServer.newRedisServer()
            .port(redisPort)
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    server.start();
    return server;
  }

  private PenstockProcess start(String name) {
    var environment =
        Map.of(
            "PENSTOCK_ONLINE_SERVERS", "127.0.0.1:" + redisPort,
            "PENSTOCK_OFFLINE_HOST", "127.0.0.1",
            "PENSTOCK_OFFLINE_PORT", Integer.toString(postgres.getPort()),
            "PENSTOCK_OFFLINE_DATABASE", "postgres",
            "PENSTOCK_OFFLINE_USER", "postgres",
            "PENSTOCK_OFFLINE_PASSWORD", "postgres",
            "PENSTOCK_HTTP_HOST", "127.0.0.1",
            "PENSTOCK_LOGGING_FORMAT", "text");
    return PenstockProcess.start(
        DEFINITIONS,
        directory.resolve(name),
        0,
        environment,
        "--config",
        "verticles-config/production.yaml");
  }

  /// Every connection pushes its share of all bookings, in an order of its own.
  private static List<Booking> race(List<PenstockProcess> processes, long seed) throws Exception {
    var bookings = new ArrayList<Booking>();
    for (int number = 0; number < CONNECTIONS * PUSHES * 5; number++) {
      bookings.add(new Booking(number % ACCOUNTS, number));
    }
    Collections.shuffle(bookings, new Random(seed));
    var connections = new ArrayList<Callable<Void>>();
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      var share = bookings.subList(connection * PUSHES * 5, (connection + 1) * PUSHES * 5);
      var process = processes.get(connection % processes.size());
      connections.add(() -> pushAll(process, share));
    }
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (var done : threads.invokeAll(connections)) {
        var _ = done.get();
      }
    }
    return bookings;
  }

  private static Void pushAll(PenstockProcess process, List<Booking> share) throws Exception {
    for (int from = 0; from < share.size(); from += 5) {
      var answer = push(process, share.subList(from, from + 5));
      assertThat(answer.getString("detail")).as(answer.encode()).isNull();
    }
    return null;
  }

  private static JsonObject push(PenstockProcess process, List<Booking> rows) throws Exception {
    var columns = new JsonObject();
    columns.put("account_id", column(rows.stream().map(Booking::account).toList()));
    columns.put("branch_id", column(rows.stream().map(row -> "b" + row.account() % 3).toList()));
    columns.put("booking", column(rows.stream().map(Booking::number).toList()));
    columns.put(
        "booked_at",
        column(rows.stream().map(row -> NOON.plusSeconds(row.number()).toString()).toList()));
    var body =
        new JsonObject()
            .put("push_source_name", "bookings")
            .put("to", "online_and_offline")
            .put("df", columns);
    return new JsonObject(process.post("/push", body.encode()).body());
  }

  private static JsonArray column(List<?> values) {
    return new JsonArray(new ArrayList<>(values));
  }

  private static Map<Integer, Integer> bookings(
      PenstockProcess process, java.util.Collection<Integer> accounts) throws Exception {
    var keys = accounts.stream().sorted().toList();
    var read =
        new JsonObject()
            .put("features", new JsonArray().add("account_booking:booking"))
            .put("entities", new JsonObject().put("account_id", column(keys)));
    var values =
        new JsonObject(process.post("/get-online-features", read.encode()).body())
            .getJsonArray("results")
            .getJsonObject(1)
            .getJsonArray("values");
    var found = new HashMap<Integer, Integer>();
    IntStream.range(0, keys.size())
        .forEach(row -> found.put(keys.get(row), values.getInteger(row)));
    return found;
  }

  private static List<Booking> history() throws Exception {
    var rows = new ArrayList<Booking>();
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "SELECT account_id, booking FROM bookings_history WHERE account_id < 1000")) {
      while (result.next()) {
        rows.add(new Booking(result.getInt(1), result.getInt(2)));
      }
    }
    return rows;
  }
}
