package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that clients read slowly, or not to their end. DuckDB has four scans open at a time, so
/// that a fifth retrieval tells whether the others still have theirs.
class RetrievalPressureTest {
  private static final int ROWS = 6_000;
  private static final int MOST_SCANS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @Test
  void nothingIsReadOnForSlowClientsAndThoseWhoGoFreeTheStore() throws Exception {
    try (var server = server(Map.of("PENSTOCK_HTTP_STORE_TIMEOUT", "6s"));
        var log = ToldLog.ofHttp()) {
      pushLongNote(server);
      var slow = new ArrayList<RawHttp>();
      for (int client = 0; client < MOST_SCANS; client++) {
        var http = server.connect(60);
        http.send(LongNotes.request(ROWS));
        assertThat(http.head().status()).isEqualTo(200);
        slow.add(http);
      }

      var refused = server.post("/get-historical-features", LongNotes.rows(1));

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("http.storeTimeout");
      for (var http : slow) {
        http.close();
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      var answer = server.post("/get-historical-features", LongNotes.rows(1));
      while (answer.status() == 503 && System.nanoTime() < deadline) {
        answer = server.post("/get-historical-features", LongNotes.rows(1));
      }
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(metrics(server))
          .contains("feast_feature_server_request_total")
          .containsPattern("get-historical-features[^\\n]*status=\"error\"[^\\n]* [1-9]");
      assertThat(log.complaints()).isEmpty();
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

      var refused = server.post("/get-historical-features", LongNotes.rows(ROWS));

      assertThat(refused.status()).as(refused.body()).isEqualTo(429);
      assertThat(refused.body()).contains("http.maxInFlightBytes");
      assertThat(server.post("/get-historical-features", LongNotes.rows(10)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatTakesTooMuchMemoryIsRefused() throws Exception {
    try (var server = server(Map.of("PENSTOCK_READ_MAX_ANSWER_BYTES", "1MiB"))) {
      pushLongNote(server);

      var refused = server.post("/get-historical-features", LongNotes.rows(ROWS));

      assertThat(refused.status()).as(refused.body()).isEqualTo(413);
      assertThat(refused.body()).contains("read.maxAnswerBytes");
    }
  }

  @Test
  void aJobThatIsStoppedInTheMiddleLeavesNothing() throws Exception {
    try (var server = server(Map.of());
        var http = server.connect(60)) {
      pushLongNote(server);
      byte[] body = LongNotes.rows(3 * ROWS).getBytes(UTF_8);
      var accepted =
          http.post(
              "/get-historical-features",
              body,
              "Prefer: respond-async",
              "Accept: application/x-ndjson");
      assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
      String location = accepted.headers().get("location");
      Path own = directory.resolve("data").resolve(location.substring(1));
      await(() -> bytes(own) > 100_000);

      http.send("DELETE " + location + " HTTP/1.1\r\nHost: t\r\n\r\n");

      assertThat(http.answer().status()).isEqualTo(204);
      await(() -> state(http, location).equals("stopped"));
      assertThat(get(http, location + "/result").status()).isEqualTo(404);
      await(() -> bytes(own) == 0);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  private static String state(RawHttp http, String job) throws Exception {
    return get(http, job).json().getString("state");
  }

  private static RawHttp.Answer get(RawHttp http, String path) throws Exception {
    http.send("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
    return http.answer();
  }

  /// How much a job has left in its directory, but for what it was asked.
  private static long bytes(Path own) throws IOException {
    try (var files = Files.list(own)) {
      long bytes = 0;
      for (Path file : files.filter(file -> !file.endsWith("entities.json")).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  private TestServer server(Map<String, String> settings) throws Exception {
    return TestServer.start(directory, settings);
  }

  private static void pushLongNote(TestServer server) throws Exception {
    assertThat(server.post("/push", LongNotes.push()).status()).isEqualTo(200);
  }

  private static String metrics(TestServer server) throws Exception {
    try (var http = server.connect()) {
      return get(http, "/metrics").body();
    }
  }
}
