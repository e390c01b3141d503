package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.RideHistory.Asked;
import dev.penstock.model.TableFormat;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Retrievals that are jobs.
class RetrievalJobsTest {
  private static final int ROWS = 2_000;

  @TempDir static Path directory;
  private static final long SEED = new Random().nextLong();
  private static final Random RANDOM = new Random(SEED);
  private static final RideHistory HISTORY = RideHistory.of(RANDOM, ROWS);
  private static final List<Asked> ENTITIES = RideHistory.entities(RANDOM, ROWS);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    System.out.println("seed " + SEED);
    server =
        TestServer.start(
            directory,
            RideHistory.definitions(),
            Map.of("PENSTOCK_READ_MAX_RESULT_BYTES", "512KiB"));
    RideHistory.pushTo(server, HISTORY);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    CLIENT.close();
  }

  @ParameterizedTest
  @EnumSource
  void aJobLeavesTheRowsInTheFormAskedFor(TableFormat format) throws Exception {
    var accepted = ask(ENTITIES, "of_rider:fare,of_rider:note", format);

    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.headers().firstValue("preference-applied")).hasValue("respond-async");
    String location = accepted.headers().firstValue("location").orElseThrow();
    assertThat(new JsonObject(accepted.body()).getString("job_id"))
        .isEqualTo(location.replace("/jobs/", ""));
    var job = ended(location);
    assertThat(job.getString("state")).as(job.encode()).isEqualTo("done");
    assertThat(job.getString("kind")).isEqualTo("historical_retrieval");
    assertThat(job.getJsonArray("views")).containsExactly("of_rider");
    assertThat(job.getJsonObject("rows").getLong("read")).isEqualTo(ROWS);
    assertThat(job.getString("result")).isEqualTo(location + "/result");
    var result =
        CLIENT.send(
            HttpRequest.newBuilder(uri(location + "/result")).build(), BodyHandlers.ofByteArray());
    assertThat(result.headers().firstValue("content-type")).hasValue(format.contentType());
    assertThat(EntityForms.read(format, result.body(), directory))
        .as("seed %d", SEED)
        .containsExactlyElementsOf(
            ENTITIES.stream()
                .map(row ->
                    new EntityForms.Row(
                        row.label(), row.rider(), row.time(), HISTORY.fare(row), HISTORY.note(row)))
                .toList());
    assertThat(files(location)).containsExactly("result." + format.suffix());
  }

  @Test
  void whatMakesNoSenseIsRefusedAtOnce() throws Exception {
    assertThat(ask(ENTITIES, "nope:fare", TableFormat.CSV).statusCode()).isEqualTo(404);
    assertThat(ask(ENTITIES, "of_rider:nope", TableFormat.CSV).statusCode()).isEqualTo(422);
    assertThat(ask(List.of(), "of_rider:fare", TableFormat.CSV).statusCode()).isEqualTo(422);
  }

  @Test
  void aResultThatIsTooLargeFailsTheJob() throws Exception {
    var many = RideHistory.entities(RANDOM, 10_000);

    String location =
        ask(many, "of_rider:fare,of_rider:note", TableFormat.LINES)
            .headers()
            .firstValue("location")
            .orElseThrow();

    var job = ended(location);
    assertThat(job.getString("state")).isEqualTo("failed");
    assertThat(job.getString("error")).contains("read.maxResultBytes");
    assertThat(get(location + "/result").statusCode()).isEqualTo(404);
    assertThat(files(location)).isEmpty();
  }

  private static HttpResponse<String> ask(List<Asked> entities, String features, TableFormat format)
      throws Exception {
    var request =
        HttpRequest.newBuilder(uri("/get-historical-features?features=" + features))
            .header("Content-Type", "text/csv")
            .header("Accept", format.contentType())
            .header("Prefer", "respond-async")
            .POST(
                BodyPublishers.ofByteArray(
                    EntityForms.written(TableFormat.CSV, entities, directory)))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static JsonObject ended(String location) throws Exception {
    while (true) {
      var job = new JsonObject(get(location).body());
      if (!List.of("queued", "running").contains(job.getString("state"))) {
        return job;
      }
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).header("Prefer", "wait=10").build(),
        BodyHandlers.ofString());
  }

  /// The files beside a job, once those that are not needed are gone.
  private static List<String> files(String location) throws IOException {
    Path own = directory.resolve("data").resolve(location.substring(1));
    long deadline = System.nanoTime() + 5_000_000_000L;
    List<String> names = names(own);
    while (names.contains("entities.json") && System.nanoTime() < deadline) {
      names = names(own);
    }
    return names;
  }

  private static List<String> names(Path own) throws IOException {
    if (!Files.exists(own)) {
      return List.of();
    }
    try (var files = Files.list(own)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
