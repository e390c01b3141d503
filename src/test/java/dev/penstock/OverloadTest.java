package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More than is allowed to be in flight is refused at once, and what is late is given up.
class OverloadTest {
  private static final String HEAD =
      "POST /push HTTP/1.1\r\nHost: t\r\nContent-Length: " + TestServer.PUSH.length() + "\r\n\r\n";

  /// A push of a rider that [TestServer#PUSH] does not have.
  private static final String OTHERS =
      """
      {"push_source_name":"rides","to":"online_and_offline","df":{"rider_id":[3],\
      "fare":[3.0],"note":["c"],"at":["2026-01-01T00:00:00Z"]}}\
      """;

  @TempDir Path directory;

  @Test
  void bytesBeyondTheBoundAreRefusedUntilOthersEnd() throws Exception {
    var settings =
        Map.of(
            "PENSTOCK_HTTP_INSTANCES", "1",
            "PENSTOCK_HTTP_MAX_BODY_BYTES", "64KiB",
            "PENSTOCK_HTTP_MAX_IN_FLIGHT_BYTES", "512KiB");
    try (var server = TestServer.start(directory, settings);
        var one = server.connect();
        var other = server.connect()) {
      byte[] large = (TestServer.PUSH + " ".repeat(63_000)).getBytes(UTF_8);
      one.send(
          "POST /push HTTP/1.1\r\nHost: t\r\nContent-Length: " + (large.length + 1) + "\r\n\r\n");
      one.send(large);
      // Small ones fit beside it; when so many were answered, the one event loop has read the
      // large.
      for (int small = 0; small < 200; small++) {
        assertThat(other.post("/push", TestServer.PUSH.getBytes(UTF_8)).status()).isEqualTo(200);
      }

      var refusal = untilRefused(other, large);

      assertThat(refusal.headers()).containsEntry("retry-after", "1");
      one.send(" ");
      assertThat(one.answer().status()).isEqualTo(200);
      assertThat(other.post("/push", large).status()).isEqualTo(200);
    }
  }

  @Test
  void requestsBeyondTheBoundAreRefusedUntilOthersEnd() throws Exception {
    try (var server = TestServer.start(directory, Map.of("PENSTOCK_HTTP_MAX_IN_FLIGHT", "1"));
        var one = server.connect();
        var other = server.connect()) {
      one.send(HEAD + TestServer.PUSH.substring(0, 20));
      untilInFlight(other, 1);

      var refusal = other.post("/push", OTHERS.getBytes(UTF_8));

      assertThat(refusal.status()).isEqualTo(429);
      assertThat(refusal.headers()).containsEntry("retry-after", "1");
      assertThat(refusal.json().getString("detail"))
          .isEqualTo("1 requests are in flight (setting http.maxInFlight); nothing was written");
      one.send(TestServer.PUSH.substring(20));
      assertThat(one.answer().status()).isEqualTo(200);
      assertThat(statuses(other)).containsExactly("PRESENT", "NOT_FOUND");
      untilInFlight(other, 0);
      assertThat(other.post("/push", OTHERS.getBytes(UTF_8)).status()).isEqualTo(200);
      assertThat(statuses(other)).containsExactly("PRESENT", "PRESENT");
    }
    assertThat(riders()).containsExactly(1, 2, 3);
  }

  @Test
  void aLateBodyIsGivenUp() throws Exception {
    try (var server = TestServer.start(directory, Map.of("PENSTOCK_HTTP_BODY_TIMEOUT", "300ms"));
        var late = server.connect()) {
      late.send(HEAD + "{");

      var answer = late.answer();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.json().getString("detail")).contains("http.bodyTimeout");
      assertThat(late.ended()).isTrue();
      assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
    }
  }

  @Test
  void slowHeadersEndTheConnection() throws Exception {
    var settings =
        Map.of("PENSTOCK_HTTP_IDLE_TIMEOUT", "500ms", "PENSTOCK_HTTP_BODY_TIMEOUT", "400ms");
    try (var server = TestServer.start(directory, settings);
        var slow = server.connect()) {
      slow.send("POST /push HTTP/1.1\r\nHost:");

      assertThat(slow.ended()).isTrue();
      assertThat(server.post("/push", TestServer.PUSH).status()).isEqualTo(200);
    }
  }

  @Test
  void strictStatusCodesAnswerFaultsOfTheDataAsFeastDoes() throws Exception {
    var settings = Map.of("PENSTOCK_PUSH_STRICT_STATUS_CODES", "true");
    try (var server = TestServer.start(directory, settings)) {
      assertThat(server.post("/push", TestServer.PUSH.replace("7.5", "\"x\"")).status())
          .isEqualTo(500);
      assertThat(server.post("/push", "{").status()).isEqualTo(422);
    }
  }

  /// The bytes of the others take a moment to arrive.
  private static RawHttp.Answer untilRefused(RawHttp http, byte[] body) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (true) {
      var answer = http.post("/push", body);
      if (answer.status() == 429) {
        return answer;
      }
      assertThat(System.nanoTime()).as("a refusal, not %s", answer).isLessThan(deadline);
    }
  }

  private static void untilInFlight(RawHttp http, int requests) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    String expected = "\npenstock_in_flight " + requests + ".0\n";
    for (var seen = ""; !seen.contains(expected); ) {
      assertThat(System.nanoTime()).as("in flight:\n%s", seen).isLessThan(deadline);
      http.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n");
      seen = http.answer().body();
    }
  }

  /// Whether riders 1 and 3 are there.
  private static JsonArray statuses(RawHttp http) throws Exception {
    String read =
        """
        {"features":["of_rider:fare"],"entities":{"rider_id":[1,3]}}\
        """;
    var answer = http.post("/get-online-features", read.getBytes(UTF_8));
    return answer.json().getJsonArray("results").getJsonObject(1).getJsonArray("statuses");
  }

  private List<Integer> riders() throws Exception {
    var riders = new ArrayList<Integer>();
    var history = directory.resolve("data").resolve(Stores.HISTORY);
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:" + history);
        var statement = duckdb.createStatement();
        var rows = statement.executeQuery("select rider_id from rides_history order by rider_id")) {
      while (rows.next()) {
        riders.add(rows.getInt(1));
      }
    }
    return riders;
  }
}
