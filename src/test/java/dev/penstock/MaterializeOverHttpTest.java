package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/materialize`, `/materialize-incremental` and `/jobs` over the embedded stores. Chunks of one
/// row make jobs that take long enough to be looked at.
class MaterializeOverHttpTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final int ROWS = 1_000;
  private static final String WINDOW =
      "{\"start_ts\":\"2026-01-01T00:00:00\",\"end_ts\":\"2026-01-02T00:00:00Z\",\"feature_views\":[\"of_rider\"]}";
  private static final String INCREMENTAL = "{\"end_ts\":\"2026-01-03T00:00:00Z\"}";

  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    start(Map.of());
  }

  private void start(Map<String, String> more) throws Exception {
    var environment = new HashMap<>(Map.of("PENSTOCK_MATERIALIZER_CHUNK_ROWS", "1"));
    environment.putAll(more);
    server = TestServer.start(directory, environment);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void whatWasPushedOfflineOnlyIsServedOnceItIsMaterialized() throws Exception {
    push(10);
    assertThat(served(3)).isNull();

    var answer = server.post("/materialize", WINDOW);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("null");
    assertThat(served(3)).isEqualTo(3.0);
    assertThat(served(10)).isNull();
  }

  @Test
  void anIncrementalRunTakesUpWhereTheLastEnded() throws Exception {
    push(5);
    assertThat(server.post("/materialize", WINDOW).status()).isEqualTo(200);

    var accepted = server.post("/materialize-incremental?async=1", INCREMENTAL);

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.json().getString("status")).isEqualTo("accepted");
    assertThat(accepted.json().getJsonArray("feature_views")).containsExactly("of_rider");
    var job = get(accepted.headers().get("location"), "Prefer: wait=30").json();
    assertThat(job.getString("state")).isEqualTo("done");
    assertThat(job.getString("kind")).isEqualTo("materialize_incremental");
    assertThat(job.getJsonObject("window").getString("start")).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(server.post("/materialize-incremental", INCREMENTAL.replace("03", "01")).status())
        .isEqualTo(422);
  }

  @Test
  void aCallerIsKeptLongerThanQuietConnectionsAre() throws Exception {
    server.close();
    start(
        Map.of(
            "PENSTOCK_HTTP_IDLE_TIMEOUT", "700ms",
            "PENSTOCK_HTTP_BODY_TIMEOUT", "500ms",
            "PENSTOCK_HTTP_STORE_TIMEOUT", "500ms"));
    push(ROWS);
    long begun = System.nanoTime();

    var answer = server.post("/materialize", WINDOW);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(System.nanoTime() - begun).isGreaterThan(700_000_000L);
    assertThat(served(ROWS - 1)).isEqualTo(ROWS - 1.0);
  }

  @Test
  void aJobIsListedWatchedAndStopped() throws Exception {
    push(ROWS);
    var id = server.post("/materialize?async=true", WINDOW).json().getString("job_id");

    var conflict = server.post("/materialize?async=true", WINDOW);
    var running = get("/jobs?state=running").json().getJsonArray("jobs");
    try (var http = server.connect()) {
      http.send("GET /jobs/" + id + " HTTP/1.1\r\nHost: t\r\nAccept: text/event-stream\r\n\r\n");
      assertThat(http.head().headers()).containsEntry("content-type", "text/event-stream");
      assertThat(event(http).getString("state")).isEqualTo("running");
      var progress = event(http);
      while (progress.getJsonObject("rows").getLong("written") < 3) {
        progress = event(http);
      }
      assertThat(send("DELETE", "/jobs/" + id).status()).isEqualTo(204);
      var last = event(http);
      while (last.getString("state").equals("running")) {
        last = event(http);
      }
      assertThat(last.getString("state")).isEqualTo("stopped");
    }

    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.json().getJsonArray("feature_views")).containsExactly("of_rider");
    assertThat(running.getJsonObject(0).getString("id")).isEqualTo(id);
    var job = get("/jobs/" + id).json();
    assertThat(job.getJsonObject("rows").getLong("written")).isBetween(3L, ROWS - 1L);
    assertThat(served(0)).isEqualTo(0.0);
    assertThat(send("DELETE", "/jobs/" + id).status()).isEqualTo(204);
    assertThat(send("DELETE", "/jobs/nobody").status()).isEqualTo(404);
    assertThat(get("/jobs/" + id + "/result").status()).isEqualTo(404);
    assertThat(send("PUT", "/jobs/" + id).headers()).containsEntry("allow", "DELETE, GET");
  }

  @Test
  void whoWaitsForTheEndWaitsForOtherJobsAsWell() throws Exception {
    push(100);
    var id = server.post("/materialize?async=true", WINDOW).json().getString("job_id");

    var waited = server.post("/materialize", WINDOW);

    assertThat(waited.status()).isEqualTo(200);
    var jobs = get("/jobs").json().getJsonArray("jobs");
    assertThat(jobs.getJsonObject(1).getString("id")).isEqualTo(id);
    assertThat(jobs.getJsonObject(1).getString("state")).isEqualTo("done");
    assertThat(jobs.getJsonObject(0).getInstant("started"))
        .isAfterOrEqualTo(jobs.getJsonObject(1).getInstant("ended"));
  }

  @Test
  void aStopOfTheServiceIsToldAndTheNextStartGoesOn() throws Exception {
    push(ROWS);
    var id = server.post("/materialize?async=true", WINDOW).json().getString("job_id");
    try (var http = server.connect()) {
      http.send("GET /jobs/" + id + " HTTP/1.1\r\nHost: t\r\nPrefer: wait=60\r\n\r\n");
      while (get("/jobs/" + id).json().getJsonObject("rows").getLong("written") < 3) {
        assertThat(get("/jobs/" + id).json().getString("state")).isNotEqualTo("done");
      }

      server.close();

      assertThat(http.answer().json().getString("state")).isEqualTo("running");
    }
    start(Map.of());
    var job = get("/jobs/" + id, "Prefer: wait=60").json();
    assertThat(job.getString("state")).isEqualTo("done");
    assertThat(job.getJsonObject("rows").getLong("read")).isEqualTo(ROWS);
    assertThat(job.getJsonObject("rows").getLong("written")).isGreaterThanOrEqualTo(ROWS - 1);
    assertThat(served(ROWS - 1)).isEqualTo(ROWS - 1.0);
  }

  @Test
  void whatIsMaterializedIsCounted() throws Exception {
    push(10);
    assertThat(server.post("/materialize", WINDOW).status()).isEqualTo(200);

    String metrics = get("/metrics").body();

    assertThat(metrics)
        .contains(
            "penstock_materialized_rows_total{feature_view=\"of_rider\",outcome=\"written\"} 10.0",
            "feast_materialization_result_total{feature_view=\"of_rider\",status=\"success\"} 1.0",
            "feast_materialization_duration_seconds_count{feature_view=\"of_rider\"} 1",
            "penstock_materialized_last_success_seconds{feature_view=\"of_rider\"}",
            "penstock_materialized_lag_seconds{feature_view=\"of_rider\"}",
            "penstock_jobs{state=\"running\"} 0.0",
            "penstock_jobs_ended_total{kind=\"materialize\",state=\"done\"} 1.0",
            "feast_feature_server_request_total{endpoint=\"/materialize\",status=\"success\"} 1.0");
  }

  @Test
  void whatTheCallerGotWrongIsToldAsFeastDoes() throws Exception {
    assertThat(server.post("/materialize", "{}").body())
        .contains("start_ts and end_ts are required when disable_event_timestamp is False");
    assertThat(server.post("/materialize", WINDOW.replace("2026-01-01T00:00:00", "x")).body())
        .contains("Invalid timestamp format: Unknown string format: x")
        .contains("\"loc\":[\"body\",\"start_ts\"]", "\"input\":\"x\"");
    var unknown = server.post("/materialize", WINDOW.replace("of_rider", "nope"));
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body())
        .contains(
            "FeatureViewNotFoundException", "Feature view nope does not exist in project test");
    var flag = server.post("/materialize?async=maybe", WINDOW);
    assertThat(flag.status()).isEqualTo(422);
    assertThat(flag.body())
        .isEqualTo(
            "{\"detail\":[{\"type\":\"bool_parsing\",\"loc\":[\"query\",\"async\"],\"msg\":\"Input"
                + " should be a valid boolean, unable to interpret input\",\"input\":\"maybe\"}]}");
    assertThat(server.post("/materialize", WINDOW.replace("[\"of_rider\"]", "[]")).body())
        .isEqualTo("null");
  }

  @Test
  void aTimeBeyondTheYearsThatAreKeptIsToldWithItsMember() throws Exception {
    var answer =
        server.post("/materialize", "{\"start_ts\":\"1970-01-01\",\"end_ts\":\"9999-12-31\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .isEqualTo(
            "{\"detail\":[{\"type\":\"value_error\",\"loc\":[\"body\",\"end_ts\"],\"msg\":\"Invalid"
                + " timestamp format: 9999-12-31 is no time of the years 1678 to 2261; send ISO"
                + " 8601 text\",\"input\":\"9999-12-31\"}]}");
    assertThat(server.post("/verify", "{\"start_ts\":\"0001-01-01T00:00:00Z\"}").body())
        .contains("\"loc\":[\"body\",\"start_ts\"]", "0001-01-01T00:00:00Z is no time of the");
  }

  @Test
  void theCommandLineTellsHowFarItIs() throws Exception {
    push(20);
    var out = new StringWriter();
    var err = new StringWriter();
    var url = "http://127.0.0.1:" + server.port() + "/";

    int done = run(out, err, "materialize", "--url", url, "--start", "2026-01-01", "of_rider");
    int unknown = run(out, err, "materialize", "--url", url, "--incremental", "nope");
    int usage = run(out, err, "materialize", "--url", url, "of_rider");

    assertThat(done).as("%s%s", out, err).isZero();
    assertThat(out.toString())
        .contains("materializes of_rider", "done, 100 %: 20 rows read, 20 written");
    assertThat(unknown).isEqualTo(2);
    assertThat(usage).isEqualTo(2);
    assertThat(err.toString())
        .contains("Feature view nope does not exist", "say either --start TIME or --incremental");
    assertThat(run(out, err, "materialize", "--url", "http://127.0.0.1:1", "--incremental"))
        .isEqualTo(1);
    assertThat(served(19)).isEqualTo(19.0);
  }

  private static int run(StringWriter out, StringWriter err, String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /// Pushes rows to the history alone; rider and fare are the number of the row.
  private void push(int rows) throws IOException {
    var numbers = new JsonArray();
    var fares = new JsonArray();
    var notes = new JsonArray();
    var times = new JsonArray();
    for (int row = 0; row < rows; row++) {
      numbers.add(row);
      fares.add(row);
      notes.add("n");
      times.add(FIRST.plusSeconds(row));
    }
    var columns = JsonObject.of("rider_id", numbers, "fare", fares, "note", notes, "at", times);
    var push = JsonObject.of("push_source_name", "rides", "to", "offline", "df", columns);
    assertThat(server.post("/push", push.encode()).status()).isEqualTo(200);
  }

  /// The fare of a rider; null when there is none.
  private Double served(int rider) throws IOException {
    var read =
        "{\"features\":[\"of_rider:fare\"],\"entities\":{\"rider_id\":[%d]}}".formatted(rider);
    return server
        .post("/get-online-features", read)
        .json()
        .getJsonArray("results")
        .getJsonObject(1)
        .getJsonArray("values")
        .getDouble(0);
  }

  private RawHttp.Answer get(String path, String... headers) throws IOException {
    return send("GET", path, headers);
  }

  private RawHttp.Answer send(String method, String path, String... headers) throws IOException {
    try (var http = server.connect(60)) {
      http.send(method + " " + path + " HTTP/1.1\r\nHost: t\r\n");
      for (var header : headers) {
        http.send(header + "\r\n");
      }
      http.send("\r\n");
      return http.answer();
    }
  }

  /// The data of the next event; chunks of the encoding begin and end with the lines of events.
  private static JsonObject event(RawHttp http) throws IOException {
    String line = http.line();
    while (!line.startsWith("data: ")) {
      line = http.line();
    }
    return new JsonObject(line.substring(6));
  }
}
