package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two processes with one schedule, that share an online store. Each has a history of its own, so
/// that rows tell whose run has written them.
class SchedulesIT {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int ROWS = 60_000;
  private static final int CHUNK = 15_000;
  private static final int STOPS = 4;
  private static final String LEFT = "run is left to whoever takes the lease";
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

  @ParameterizedTest
  @EnumSource
  void eachDueRunHappensOnce(SharedServer.Kind kind) throws Exception {
    try (var server = kind.start();
        var one = start("one", server, 1);
        var other = start("other", server, 1)) {
      one.await(() -> begun(one).size() + begun(other).size() >= 8);

      assertThat(Stream.concat(begun(one).stream(), begun(other).stream())).doesNotHaveDuplicates();
      assertThat(one.output() + other.output()).doesNotContain("is lost");
    }
  }

  @ParameterizedTest
  @EnumSource
  void killingWhoRunsMovesTheRunWithinTheLeaseTime(SharedServer.Kind kind) throws Exception {
    try (var server = kind.start();
        var one = start("one", server, 1)) {
      push(one, 3_000);
      one.await(() -> hasRead(one, 20));
      try (var other = start("other", server, 1)) {
        String due = begun(one).getLast();
        one.signal("KILL");
        long killed = System.nanoTime();

        other.await(() -> !begun(other).isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(LEASE.multipliedBy(2));
        assertThat(begun(other)).first().isEqualTo(due);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsKilledGoesOnWhereItWas(SharedServer.Kind kind) throws Exception {
    try (var server = kind.start()) {
      goesOnWhereItWas(Optional.of(server.online()), server.environment(), "KILL");
      var _ = server.wipe();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "TERM"})
  void withEmbeddedStoresItDoesToo(String signal) throws Exception {
    goesOnWhereItWas(Optional.empty(), Map.of(), signal);
  }

  /// Rows that are written twice would be stale the second time; at most the last chunk, of one
  /// row, may be.
  private void goesOnWhereItWas(
      Optional<String> online, Map<String, String> environment, String signal) throws Exception {
    try (var killed = start("one", online, environment, 1)) {
      assertThat(pause(killed, true)).isTrue();
      killed.await(() -> lines(killed, "run begins") == lines(killed, "run is done"));
      long before = lines(killed, "run is done");
      push(killed, 500);
      assertThat(pause(killed, false)).isTrue();
      killed.await(() -> hasRead(killed, 50));
      killed.signal(signal);
      assertThat(killed.exitCode() == 0).isEqualTo(signal.equals("TERM"));
      assertThat(lines(killed, "run is done")).isEqualTo(before);
    }
    try (var next = start("one", online, environment, 1)) {
      next.await(() -> !done(next, 500).isEmpty());

      assertThat(done(next, 500).getLast().getLong("stale")).isLessThanOrEqualTo(1);
    }
  }

  /// The rows of jobs that have read so many, the newest first.
  private static List<JsonObject> done(PenstockProcess process, long read) throws Exception {
    var jobs = new JsonObject(process.get("/jobs?state=done").body()).getJsonArray("jobs");
    return jobs.stream()
        .map(job -> ((JsonObject) job).getJsonObject("rows"))
        .filter(rows -> rows.getLong("read") == read)
        .toList();
  }

  /// Whatever is written late is seen: meanwhile somebody has removed all rows.
  @ParameterizedTest
  @EnumSource
  void whoWakesUpLateWritesAndRecordsNothing(SharedServer.Kind kind) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    try (var server = kind.start();
        var one = start("one", server, CHUNK);
        var other = start("other", server, CHUNK)) {
      assertThat(pause(one, true)).isTrue();
      push(one, ROWS);
      for (int stops = 0; stops < STOPS; ) {
        long ended = lines(one, "job has ended");
        long begun = lines(other, "run begins");
        long left = lines(one, LEFT);
        stopDuringARun(one, random);
        assertThat(pause(other, false)).isTrue();
        other.await(() -> lines(other, "run begins") > begun);
        assertThat(pause(other, true)).isTrue();
        other.await(() -> lines(other, "run begins") == lines(other, "run is done"));
        boolean late = lines(one, "job has ended") == ended;
        long written = server.wipe();

        one.signal("CONT");

        one.await(() -> lines(one, "job has ended") > ended);
        if (late) {
          stops++;
          one.await(() -> lines(one, LEFT) > left);
          System.out.printf("%s: stopped with %d values written%n", kind, written);
          assertThat(server.wipe()).as("seed %d, stop %d", seed, stops).isZero();
          String lastRun = one.output().substring(one.output().lastIndexOf("run begins"));
          assertThat(lastRun).doesNotContain("run is done", "view materialized");
        }
      }
    }
  }

  /// At some point, perhaps when the run is over already.
  private static void stopDuringARun(PenstockProcess process, Random random) throws Exception {
    long started = lines(process, "job starts");
    long ended = lines(process, "job has ended");
    process.await(() -> {
      var _ = process.post("/schedules/often/run", "");
      return lines(process, "job starts") > started;
    });
    long rows = (long) CHUNK * random.nextInt(ROWS / CHUNK);
    process.await(() -> hasRead(process, rows) || lines(process, "job has ended") > ended);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
    process.signal("STOP");
  }

  private static long lines(PenstockProcess process, String part) {
    return process.output().lines().filter(line -> line.contains(part)).count();
  }

  private static boolean pause(PenstockProcess process, boolean paused) throws Exception {
    String path = "/schedules/often/" + (paused ? "pause" : "resume");
    return process.post(path, "").statusCode() == 200;
  }

  private PenstockProcess start(String name, SharedServer server, int chunkRows)
      throws IOException {
    return start(name, Optional.of(server.online()), server.environment(), chunkRows);
  }

  /// @param online its settings; the shipped ones without any
  private PenstockProcess start(
      String name, Optional<String> online, Map<String, String> environment, int chunkRows)
      throws IOException {
    String embedded = Files.readString(Path.of("verticles-config/embedded.yaml"));
    String shipped = TestConfig.section(embedded, "online");
    String config =
        embedded
            .replace(shipped, online.orElse(shipped))
            .replace("schedules: []", SCHEDULE)
            .replace("leaseTime: 30s", "leaseTime: " + LEASE.toSeconds() + "s")
            .replace("chunkRows: 10000", "chunkRows: " + chunkRows);
    var home = Files.createDirectories(directory.resolve(name));
    var file = Files.writeString(home.resolve("config.yaml"), config);
    var definitions = Files.writeString(home.resolve("definitions.yaml"), TestServer.DEFINITIONS);
    return PenstockProcess.start(
        definitions, home.resolve("data"), 0, environment, "--config", file.toString());
  }

  /// The due times of the runs that a process has begun.
  private static List<String> begun(PenstockProcess process) {
    return BEGUN.matcher(process.output()).results().map(MatchResult::group).toList();
  }

  private static void push(PenstockProcess process, int rows) throws Exception {
    var riders = new JsonArray(IntStream.range(0, rows).boxed().toList());
    var fares = new JsonArray(IntStream.range(0, rows).mapToObj(row -> (Object) 1.5).toList());
    var notes = new JsonArray(IntStream.range(0, rows).mapToObj(row -> (Object) "n").toList());
    var times =
        new JsonArray(
            IntStream.range(0, rows)
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

  /// Whether a process is in the middle of a run, and has read so many rows.
  private static boolean hasRead(PenstockProcess process, long rows) throws Exception {
    var jobs = new JsonObject(process.get("/jobs?state=running").body()).getJsonArray("jobs");
    return jobs.stream()
        .map(JsonObject.class::cast)
        .anyMatch(job -> job.getJsonObject("rows").getLong("read") >= rows);
  }
}
