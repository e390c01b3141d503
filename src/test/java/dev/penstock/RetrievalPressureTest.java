package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that clients read slowly, or not to their end. DuckDB has four scans open at a time, so
/// that a fifth retrieval tells whether the others still have theirs.
class RetrievalPressureTest {
  private static final int ROWS = 6_000;
  private static final int LONG = 5_000;
  private static final int MOST_SCANS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void nothingIsReadOnForSlowClientsAndThoseWhoGoFreeTheStore() throws Exception {
    try (var server = server(Map.of("PENSTOCK_HTTP_STORE_TIMEOUT", "6s"))) {
      pushLongNote(server);
      var slow = new ArrayList<RawHttp>();
      for (int client = 0; client < MOST_SCANS; client++) {
        var http = server.connect(60);
        http.send(request(rows(ROWS), "application/x-ndjson"));
        assertThat(http.head().status()).isEqualTo(200);
        slow.add(http);
      }

      var refused = server.post("/get-historical-features", rows(1));

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("http.storeTimeout");
      for (var http : slow) {
        http.close();
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      var answer = server.post("/get-historical-features", rows(1));
      while (answer.status() == 503 && System.nanoTime() < deadline) {
        answer = server.post("/get-historical-features", rows(1));
      }
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(metrics(server))
          .contains("feast_feature_server_request_total")
          .containsPattern("get-historical-features[^\\n]*status=\"error\"[^\\n]* [1-9]");
    }
  }

  @Test
  void anAnswerThatDoesNotFitBesideWhatIsInFlightIsRefused() throws Exception {
    try (var server =
        server(
            Map.of(
                "PENSTOCK_HTTP_MAX_BODY_BYTES", "1MiB",
                "PENSTOCK_HTTP_MAX_IN_FLIGHT_BYTES", "8MiB"))) {
      pushLongNote(server);

      var refused = server.post("/get-historical-features", rows(ROWS));

      assertThat(refused.status()).as(refused.body()).isEqualTo(429);
      assertThat(refused.body()).contains("http.maxInFlightBytes");
      assertThat(server.post("/get-historical-features", rows(10)).status()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatTakesTooMuchMemoryIsRefused() throws Exception {
    try (var server = server(Map.of("PENSTOCK_READ_MAX_ANSWER_BYTES", "1MiB"))) {
      pushLongNote(server);

      var refused = server.post("/get-historical-features", rows(ROWS));

      assertThat(refused.status()).as(refused.body()).isEqualTo(413);
      assertThat(refused.body()).contains("read.maxAnswerBytes");
    }
  }

  private TestServer server(Map<String, String> settings) throws Exception {
    return TestServer.start(directory, settings);
  }

  private static void pushLongNote(TestServer server) throws Exception {
    var df =
        JsonObject.of(
            "rider_id", JsonArray.of(1),
            "fare", JsonArray.of(1),
            "note", JsonArray.of("n".repeat(LONG)),
            "at", JsonArray.of("2026-01-01"));
    var push = JsonObject.of("push_source_name", "rides", "to", "offline", "df", df);
    assertThat(server.post("/push", push.encode()).status()).isEqualTo(200);
  }

  private static String rows(int rows) {
    return JsonObject.of(
            "features",
            JsonArray.of("of_rider:note"),
            "entities",
            JsonObject.of(
                "rider_id", new JsonArray(Collections.nCopies(rows, 1)),
                "event_timestamp", new JsonArray(Collections.nCopies(rows, "2026-01-02"))))
        .encode();
  }

  private static byte[] request(String body, String accept) {
    return "POST /get-historical-features HTTP/1.1\r\nHost: t\r\nAccept: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(accept, body.length(), body)
        .getBytes(UTF_8);
  }

  private static String metrics(TestServer server) throws Exception {
    try (var http = server.connect()) {
      http.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n");
      return http.answer().body();
    }
  }
}
