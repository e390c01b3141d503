package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/// Two processes with one schedule, that share a Redis. Each has a history of its own, so that rows
/// tell whose run has written them.
class SchedulesIT {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int ROWS = 3_000;
  private static final Pattern BEGUN = Pattern.compile("run begins, due ([^ \\n]+Z)");
  private static final String SCHEDULE =
      """
      schedules:
          - name: often
            views: all
            delay: 1s
            window: full
            jitter: 0s
            retry: {attempts: 1, firstDelay: 1s, longestDelay: 1s}
            paused: false\
      """;

  @TempDir private Path directory;
  private RedisServer redis;
  private int redisPort;

  @BeforeEach
  void startRedis() throws IOException {
    try (var socket = new ServerSocket(0)) {
      redisPort = socket.getLocalPort();
    }
    redis =
        RedisServer.newRedisServer()
            .port(redisPort)
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    redis.start();
  }

  @AfterEach
  void stopRedis() throws IOException {
    redis.stop();
  }

  @Test
  void eachDueRunHappensOnce() throws Exception {
    try (var one = start("one");
        var other = start("other")) {
      one.await(() -> begun(one).size() + begun(other).size() >= 8);

      assertThat(Stream.concat(begun(one).stream(), begun(other).stream())).doesNotHaveDuplicates();
      assertThat(one.output() + other.output()).doesNotContain("is lost");
    }
  }

  @Test
  void killingWhoRunsMovesTheRunWithinTheLeaseTime() throws Exception {
    try (var one = start("one")) {
      push(one, 0);
      writing(one);
      try (var other = start("other")) {
        String due = begun(one).getLast();
        one.signal("KILL");
        long killed = System.nanoTime();

        other.await(() -> !begun(other).isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(LEASE.multipliedBy(2));
        assertThat(begun(other)).first().isEqualTo(due);
      }
    }
  }

  @Test
  void whoWakesUpLateWritesAndRecordsNothing() throws Exception {
    try (var one = start("one")) {
      push(one, 0);
      writing(one);
      try (var other = start("other")) {
        one.signal("STOP");
        other.await(() -> !begun(other).isEmpty());
        // Nobody begins another run, which might write the rest.
        assertThat(other.post("/schedules/often/pause", "").statusCode()).isEqualTo(200);
        long written = served(other);
        assertThat(written).isBetween(1L, ROWS - 1L);

        one.signal("CONT");
        one.await(() -> one.output().contains("run is left to whoever takes the lease"));
        one.await(() -> one.output().contains("job has ended"));

        // The one chunk that was allowed before, and perhaps on its way.
        assertThat(served(other)).isBetween(written, written + 1);
        // An earlier run may have been over before there was a row.
        String lastRun = one.output().substring(one.output().lastIndexOf("run begins"));
        assertThat(lastRun).doesNotContain("run is done", "view materialized");
      }
    }
  }

  private PenstockProcess start(String name) throws IOException {
    String embedded = Files.readString(Path.of("verticles-config/embedded.yaml"));
    String production = Files.readString(Path.of("verticles-config/production.yaml"));
    String config =
        embedded
            .replace(online(embedded), online(production))
            .replace("schedules: []", SCHEDULE)
            .replace("leaseTime: 30s", "leaseTime: " + LEASE.toSeconds() + "s")
            .replace("chunkRows: 10000", "chunkRows: 1");
    var home = Files.createDirectories(directory.resolve(name));
    var file = Files.writeString(home.resolve("config.yaml"), config);
    var definitions = Files.writeString(home.resolve("definitions.yaml"), TestServer.DEFINITIONS);
    return PenstockProcess.start(
        definitions,
        home.resolve("data"),
        0,
        Map.of("PENSTOCK_ONLINE_SERVERS", "127.0.0.1:" + redisPort),
        "--config",
        file.toString());
  }

  private static String online(String config) {
    return config.substring(config.indexOf("\nonline:"), config.indexOf("\noffline:"));
  }

  /// The due times of the runs that a process has begun.
  private static List<String> begun(PenstockProcess process) {
    return BEGUN.matcher(process.output()).results().map(MatchResult::group).toList();
  }

  private static void push(PenstockProcess process, int first) throws Exception {
    var riders = new JsonArray(IntStream.range(first, first + ROWS).boxed().toList());
    var fares = new JsonArray(IntStream.range(0, ROWS).mapToObj(row -> (Object) 1.5).toList());
    var notes = new JsonArray(IntStream.range(0, ROWS).mapToObj(row -> (Object) "n").toList());
    var times =
        new JsonArray(
            IntStream.range(0, ROWS)
                .mapToObj(row -> (Object) Instant.parse("2026-01-01T00:00:00Z").toString())
                .toList());
    var df =
        new JsonObject()
            .put("rider_id", riders)
            .put("fare", fares)
            .put("note", notes)
            .put("at", times);
    var body = new JsonObject().put("push_source_name", "rides").put("to", "offline").put("df", df);
    assertThat(process.post("/push", body.encode()).statusCode()).isEqualTo(200);
  }

  /// Waits until a process is in the middle of a run.
  private static void writing(PenstockProcess process) throws Exception {
    process.await(() -> {
      var jobs = new JsonObject(process.get("/jobs?state=running").body()).getJsonArray("jobs");
      return jobs.stream()
          .map(JsonObject.class::cast)
          .anyMatch(job -> job.getJsonObject("rows").getLong("read") >= 20);
    });
  }

  /// How many riders can be read.
  private static long served(PenstockProcess process) throws Exception {
    var riders = new JsonArray(IntStream.range(0, ROWS).boxed().toList());
    var body =
        new JsonObject()
            .put("features", new JsonArray().add("of_rider:fare"))
            .put("entities", new JsonObject().put("rider_id", riders));
    var answer = new JsonObject(process.post("/get-online-features", body.encode()).body());
    return answer.getJsonArray("results").getJsonObject(1).getJsonArray("values").stream()
        .filter(Objects::nonNull)
        .count();
  }
}
