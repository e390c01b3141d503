package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/schedules` over the embedded stores.
class SchedulesOverHttpTest {
  private static final String SCHEDULES =
      """
      schedules:
          - name: yearly
            views: all
            cron: "0 3 1 1 *"
            timeZone: UTC
            misfire: skip
            window: full
            jitter: 0s
            retry: {attempts: 1, firstDelay: 1s, longestDelay: 1s}
            paused: false
          - name: often
            views: [of_rider]
            delay: 1s
            window: incremental
            lookBack: 3650d
            jitter: 0s
            retry: {attempts: 1, firstDelay: 1s, longestDelay: 1s}
            paused: true\
      """;

  @TempDir private Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    String shipped = Files.readString(Path.of("verticles-config/embedded.yaml"));
    var file =
        Files.writeString(
            directory.resolve("config.yaml"), shipped.replace("schedules: []", SCHEDULES));
    server = TestServer.start(directory, file);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void schedulesAreListed() throws Exception {
    var yearly = until("yearly", schedule -> schedule.getString("done") != null);
    var often = until("often", schedule -> true);

    assertThat(yearly.getString("trigger")).isEqualTo("0 3 1 1 * UTC");
    assertThat(yearly.getJsonArray("views")).containsExactly("of_rider");
    assertThat(yearly.getString("next")).endsWith("-01-01T03:00:00Z");
    assertThat(yearly.getString("begun")).isNull();
    assertThat(often.getBoolean("paused")).isTrue();
    assertThat(often.getString("next")).isNull();
  }

  @Test
  void aRunThatIsAskedForMaterializes() throws Exception {
    push();

    var begun = server.post("/schedules/yearly/run", "");

    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.json().getString("name")).isEqualTo("yearly");
    var done = until("yearly", schedule -> !schedule.getBoolean("running") && served() != null);
    assertThat(done.getString("error")).isNull();
    assertThat(jobs()).contains("\"trigger\":\"schedule\"");
  }

  @Test
  void whatIsResumedRunsAgainAndAgain() throws Exception {
    push();

    var resumed = server.post("/schedules/often/resume", "");

    assertThat(resumed.status()).isEqualTo(200);
    assertThat(resumed.json().getBoolean("paused")).isFalse();
    var first = until("often", schedule -> schedule.getString("done") != null);
    var _ =
        until(
            "often",
            schedule ->
                schedule.getString("done") != null
                    && Instant.parse(schedule.getString("done"))
                        .isAfter(Instant.parse(first.getString("done"))));
    assertThat(served()).isEqualTo(7.5);
    assertThat(server.post("/schedules/often/pause", "").json().getBoolean("paused")).isTrue();
  }

  @Test
  void aScheduleThatIsNotThereIsNamed() throws Exception {
    var answer = server.post("/schedules/daily/run", "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("there is no schedule daily");
  }

  private void push() throws Exception {
    String push = TestServer.PUSH.replace("online_and_offline", "offline");
    assertThat(server.post("/push", push).status()).isEqualTo(200);
  }

  private Double served() {
    try {
      return server
          .post("/get-online-features", TestServer.READ)
          .json()
          .getJsonArray("results")
          .getJsonObject(1)
          .getJsonArray("values")
          .getDouble(0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String jobs() throws Exception {
    return get("/jobs").body();
  }

  private RawHttp.Answer get(String path) throws IOException {
    try (var http = server.connect()) {
      http.send("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
      return http.answer();
    }
  }

  private JsonObject until(String name, Predicate<JsonObject> fits) throws Exception {
    var deadline = Instant.now().plus(Duration.ofSeconds(20));
    while (true) {
      var found =
          get("/schedules").json().getJsonArray("schedules").stream()
              .map(JsonObject.class::cast)
              .filter(schedule -> schedule.getString("name").equals(name))
              .findFirst()
              .orElseThrow();
      if (fits.test(found)) {
        return found;
      }
      assertThat(Instant.now()).as(found.encode()).isBefore(deadline);
    }
  }
}
