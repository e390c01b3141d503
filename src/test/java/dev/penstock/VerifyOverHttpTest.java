package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/verify` and `penstock verify` over the embedded stores; what is wrong was pushed to one store
/// alone.
class VerifyOverHttpTest {
  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory, Map.of("PENSTOCK_MATERIALIZER_CHUNK_ROWS", "2"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void eachFaultIsToldWithAnExample() throws Exception {
    plantFaults();

    var answer = server.post("/verify", "{\"feature_views\":[\"of_rider\"],\"seed\":7}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var report = answer.json();
    assertThat(report.getLong("seed")).isEqualTo(7);
    assertThat(report.getInteger("sample")).isEqualTo(1_000);
    assertThat(report.getDouble("share")).isEqualTo(0.5);
    assertThat(report.getJsonArray("feature_views").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"feature_view":"of_rider","entities":6,"checked":6,"agree":2,"newer":1,"expired":0,
                 "missing":1,"stale":1,"differ":1,"share":0.5,"rejected":0,"reasons":[],"error":null,
                 "examples":{
                  "newer":[{"entity":{"rider_id":6},
                    "history_event_timestamp":"2026-01-01T00:00:00Z",
                    "online_event_timestamp":"2026-01-02T00:00:00Z"}],
                  "missing":[{"entity":{"rider_id":3},
                    "history_event_timestamp":"2026-01-01T00:00:00Z",
                    "online_event_timestamp":null}],
                  "stale":[{"entity":{"rider_id":4},
                    "history_event_timestamp":"2026-01-02T00:00:00Z",
                    "online_event_timestamp":"2026-01-01T00:00:00Z"}],
                  "differ":[{"entity":{"rider_id":5},
                    "history_event_timestamp":"2026-01-01T00:00:00Z",
                    "online_event_timestamp":"2026-01-01T00:00:00Z",
                    "features":{"fare":{"history":5.0,"online":50.0}}}]}}
                """));
  }

  @Test
  void aJobLeavesTheReport() throws Exception {
    plantFaults();

    var accepted = send("POST", "/verify", "Prefer: respond-async", "Content-Length: 2", "", "{}");

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.json().getJsonArray("feature_views")).containsExactly("of_rider");
    String job = accepted.headers().get("location");
    var ended = send("GET", job, "Prefer: wait=30", "").json();
    assertThat(ended.getString("state")).isEqualTo("done");
    assertThat(ended.getString("kind")).isEqualTo("verify");
    assertThat(ended.getJsonObject("rows").getLong("read")).isEqualTo(6);
    var result = send("GET", ended.getString("result"), "");
    assertThat(result.headers()).containsEntry("content-type", "application/json");
    assertThat(result.json().getDouble("share")).isEqualTo(0.5);
    assertThat(send("GET", "/metrics", "").body())
        .contains(
            "penstock_verify_share{feature_view=\"of_rider\",verdict=\"agree\"} 0.3333333333333333",
            "penstock_verify_share{feature_view=\"of_rider\",verdict=\"expired\"} 0.0",
            "penstock_verify_last_seconds{feature_view=\"of_rider\"}",
            "penstock_jobs_ended_total{kind=\"verify\",state=\"done\"} 1.0");
  }

  @Test
  void aMaterializationMendsWhatIsMissingOrStale() throws Exception {
    plantFaults();
    var window = "{\"start_ts\":\"2026-01-01\",\"end_ts\":\"2026-02-01\",\"feature_views\":null}";
    assertThat(server.post("/materialize", window).status()).isEqualTo(200);

    var view = server.post("/verify", "{\"sample\":\"all\"}").json().getJsonArray("feature_views");

    assertThat(view.getJsonObject(0).getLong("agree")).isEqualTo(4);
    assertThat(view.getJsonObject(0).getLong("differ")).isOne();
    assertThat(view.getJsonObject(0).getLong("newer")).isOne();
  }

  @Test
  void whatTheCallerGotWrongIsTold() throws Exception {
    assertThat(server.post("/verify", "{\"feature_views\":[\"nope\"]}").status()).isEqualTo(404);
    assertThat(server.post("/verify", "{\"sample\":\"some\"}").body())
        .contains("Input should be a valid integer from 1 to 1000000 or \\\"all\\\"");
    assertThat(server.post("/verify", "{\"examples\":101,\"seed\":1.5}").body())
        .contains("from 0 to 100", "\"loc\":[\"body\",\"seed\"]");
    assertThat(server.post("/verify", "{\"start_ts\":\"2026-02-01\",\"end_ts\":\"2026-01-01\"}"))
        .satisfies(
            answer -> assertThat(answer.status()).isEqualTo(422),
            answer -> assertThat(answer.body()).contains("must not be after end_ts"));
    assertThat(server.post("/verify", "{\"feature_views\":[],\"sample\":null}").body())
        .contains("\"share\":null,\"feature_views\":[]");
  }

  @Test
  void theCommandLinePrintsATableAndTellsByItsExitCode() throws Exception {
    push("online_and_offline", 1, 1, "2026-01-01");
    var agrees = run("verify", "--url", url(), "of_rider");
    plantFaults();

    var table = run("verify", "--url", url(), "--sample", "all", "--seed", "5");
    var json =
        run("verify", "--url", url(), "--json", "--fail-below", "0.5", "--start", "2025-01-01");

    assertThat(agrees.code()).as("%s", agrees).isZero();
    assertThat(table.code()).isOne();
    assertThat(table.out())
        .contains("feature view    checked    agree", "50.00 %", "All entities of the window.")
        .contains(
            "of_rider: missing {\"rider_id\":3}, history of 2026-01-01T00:00:00Z",
            "of_rider: stale {\"rider_id\":4}, history of 2026-01-02T00:00:00Z, online of 2026-01-01T00:00:00Z",
            "of_rider: differ {\"rider_id\":5} of 2026-01-01T00:00:00Z: fare is 5.0 in history, 50.0 online");
    assertThat(json.code()).isZero();
    assertThat(new JsonObject(json.out()).getDouble("share")).isEqualTo(0.5);
    assertThat(json.err()).contains("done, 100 %: 6 entities of of_rider read");
    assertThat(run("verify", "--url", url(), "nope").code()).isEqualTo(2);
    assertThat(run("verify", "--url", url(), "--sample", "some").code()).isEqualTo(2);
    assertThat(run("verify", "--url", url(), "--fail-below", "99").code()).isEqualTo(2);
    assertThat(run("verify", "--url", "http://127.0.0.1:1").code()).isOne();
  }

  /// Riders 1 and 2 agree, 3 is missing, 4 stale, 5 differs, 6 is newer.
  private void plantFaults() throws IOException {
    for (int rider : new int[] {1, 2, 4, 5, 6}) {
      push("online_and_offline", rider, rider, "2026-01-01");
    }
    push("offline", 3, 3, "2026-01-01");
    push("offline", 4, 40, "2026-01-02");
    push("online", 5, 50, "2026-01-01");
    push("online", 6, 60, "2026-01-02");
  }

  private void push(String to, int rider, double fare, String time) throws IOException {
    var columns =
        JsonObject.of(
            "rider_id", JsonArray.of(rider),
            "fare", JsonArray.of(fare),
            "note", JsonArray.of("n"),
            "at", JsonArray.of(time));
    var push = JsonObject.of("push_source_name", "rides", "to", to, "df", columns);
    assertThat(server.post("/push", push.encode()).status()).isEqualTo(200);
  }

  private String url() {
    return "http://127.0.0.1:" + server.port();
  }

  private record Ran(int code, String out, String err) {}

  private static Ran run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  /// @param rest headers, an empty line, and perhaps a body
  private RawHttp.Answer send(String method, String path, String... rest) throws IOException {
    try (var http = server.connect(60)) {
      http.send(method + " " + path + " HTTP/1.1\r\nHost: t\r\n" + String.join("\r\n", rest));
      if (rest.length == 1 || rest[rest.length - 1].isEmpty()) {
        http.send("\r\n");
      }
      return http.answer();
    }
  }
}
