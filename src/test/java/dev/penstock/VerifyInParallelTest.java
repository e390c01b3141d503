package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As many checks as DuckDB has scans, each with so much that is wrong that it is read again in
/// between.
class VerifyInParallelTest {
  private static final int CHECKS = 4;
  private static final int RIDERS = 12_000;

  @Test
  void checksOfViewsOfWhichMuchIsWrongDoNotWaitForEachOther(@TempDir Path directory)
      throws Exception {
    var settings = Map.of("PENSTOCK_MATERIALIZER_CONCURRENT_JOBS", "" + CHECKS);
    try (var server = TestServer.start(directory, settings)) {
      assertThat(server.post("/push", ridesOffline()).status()).isEqualTo(200);

      var jobs = new ArrayList<String>();
      for (int check = 0; check < CHECKS; check++) {
        jobs.add(accepted(server));
      }

      for (String job : jobs) {
        var ended = ended(server, job);
        assertThat(ended.getString("state")).as("%s", ended).isEqualTo("done");
        assertThat(missing(server, ended)).isEqualTo(RIDERS);
      }
    }
  }

  private static String ridesOffline() {
    var columns =
        JsonObject.of(
            "rider_id", new JsonArray(LongStream.range(0, RIDERS).boxed().toList()),
            "fare", all(7.5),
            "note", all("n"),
            "at", all("2026-01-01T00:00:00Z"));
    return JsonObject.of("push_source_name", "rides", "to", "offline", "df", columns).encode();
  }

  private static JsonArray all(Object value) {
    return new JsonArray(
        IntStream.range(0, RIDERS).mapToObj(row -> value).collect(Collectors.toList()));
  }

  private static String accepted(TestServer server) throws IOException {
    var answer = server.post("/verify?async=true", "{\"sample\":\"all\"}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.headers().get("location");
  }

  private static JsonObject ended(TestServer server, String job) throws IOException {
    return get(server, job, "Prefer: wait=55\r\n");
  }

  private static long missing(TestServer server, JsonObject job) throws IOException {
    return get(server, job.getString("result"), "")
        .getJsonArray("feature_views")
        .getJsonObject(0)
        .getLong("missing");
  }

  private static JsonObject get(TestServer server, String path, String header) throws IOException {
    try (var http = server.connect(60)) {
      http.send("GET " + path + " HTTP/1.1\r\nHost: t\r\n" + header + "\r\n");
      return http.answer().json();
    }
  }
}
