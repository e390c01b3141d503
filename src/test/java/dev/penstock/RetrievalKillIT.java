package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.TableFormat;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process in the middle of retrieval jobs: they are done after the next start.
class RetrievalKillIT {
  private static final int ROWS = 3_000;
  private static final int ENTITIES = 60_000;
  private static final int MOST_TRIES = 20;
  private static final int KILLS = 3;

  @TempDir private Path directory;

  @Test
  void aJobThatIsKilledIsDoneAfterTheNextStart() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var history = RideHistory.of(random, ROWS);
    var entities = RideHistory.entities(random, ENTITIES);
    byte[] csv = EntityForms.written(TableFormat.CSV, entities, directory);
    var expected =
        entities.stream()
            .map(row ->
                new EntityForms.Row(
                    row.label(), row.rider(), row.time(), history.fare(row), history.note(row)))
            .toList();
    var definitions =
        Files.writeString(directory.resolve("definitions.yaml"), RideHistory.definitions());
    var data = directory.resolve("data");
    try (var penstock = PenstockProcess.start(definitions, data)) {
      assertThat(penstock.post("/push", history.push()).statusCode()).isEqualTo(200);
    }
    int kills = 0;
    for (int turn = 0; turn < MOST_TRIES && kills < KILLS; turn++) {
      String job;
      try (var penstock = PenstockProcess.start(definitions, data)) {
        job = ask(penstock, csv);
        penstock.await(() -> !state(penstock, job).equals("queued"));
        penstock.kill();
      }
      var kept = new JsonObject(Files.readString(data.resolve("jobs").resolve(job + ".json")));
      if (!kept.getString("state").equals("RUNNING")) {
        continue;
      }
      kills++;
      try (var penstock = PenstockProcess.start(definitions, data, 0, Map.of())) {
        penstock.await(() -> !state(penstock, job).equals("running"));

        assertThat(state(penstock, job)).isEqualTo("done");
        assertThat(EntityForms.read(TableFormat.CSV, result(penstock, job), directory))
            .as("seed %d", seed)
            .isEqualTo(expected);
      }
    }
    assertThat(kills).isEqualTo(KILLS);
  }

  private static String ask(PenstockProcess penstock, byte[] csv) throws Exception {
    var request =
        HttpRequest.newBuilder(
                uri(penstock, "/get-historical-features?features=of_rider:fare,of_rider:note"))
            .header("Content-Type", "text/csv")
            .header("Accept", "text/csv")
            .header("Prefer", "respond-async")
            .POST(BodyPublishers.ofByteArray(csv))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var accepted = client.send(request, BodyHandlers.ofString());
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      return new JsonObject(accepted.body()).getString("job_id");
    }
  }

  private static String state(PenstockProcess penstock, String job) throws Exception {
    return new JsonObject(penstock.get("/jobs/" + job).body()).getString("state");
  }

  private static byte[] result(PenstockProcess penstock, String job) throws Exception {
    var request = HttpRequest.newBuilder(uri(penstock, "/jobs/" + job + "/result")).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofByteArray()).body();
    }
  }

  private static URI uri(PenstockProcess penstock, String path) {
    return URI.create("http://127.0.0.1:" + penstock.port() + path);
  }
}
