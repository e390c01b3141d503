package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/get-historical-features` over the embedded store, against a search through all that was
/// pushed.
class RetrievalOverHttpTest {
  private static final long FIRST = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
  private static final long TTL = 60;
  private static final int ROWS = 3_000;

  @TempDir static Path directory;
  private static TestServer server;
  private static final List<Ride> HISTORY = new ArrayList<>();
  private static final Random RANDOM = new Random(20260101);

  private record Ride(long rider, Double fare, long at) {}

  @BeforeAll
  static void start() throws Exception {
    var yaml =
        TestServer.DEFINITIONS.replace("    source: rides\n", "    source: rides\n    ttl: 60s\n");
    server = TestServer.start(directory, yaml, Map.of());
    var riders = new JsonArray();
    var fares = new JsonArray();
    var notes = new JsonArray();
    var times = new JsonArray();
    for (long at = 0; at < ROWS; at++) {
      var ride =
          new Ride(
              RANDOM.nextInt(20),
              RANDOM.nextInt(5) == 0 ? null : (double) at,
              FIRST + 7 * at % 3001);
      HISTORY.add(ride);
      riders.add(ride.rider());
      fares.add(ride.fare());
      notes.add("n");
      times.add(Instant.ofEpochSecond(ride.at()).toString());
    }
    var df =
        new JsonObject()
            .put("rider_id", riders)
            .put("fare", fares)
            .put("note", notes)
            .put("at", times);
    var push = new JsonObject().put("push_source_name", "rides").put("to", "offline").put("df", df);
    assertThat(server.post("/push", push.encode()).status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void everyRowHasTheNewestValueOfItsTime() throws Exception {
    var entities = entities();

    var answer = server.post("/get-historical-features", asking(entities)).json();

    assertThat(answer.getJsonObject("metadata").getJsonArray("feature_names"))
        .containsExactly("label", "rider_id", "event_timestamp", "fare");
    var results = answer.getJsonArray("results");
    assertThat(results.getJsonObject(0).getJsonArray("values"))
        .isEqualTo(entities.getJsonArray("label"));
    var fares = results.getJsonObject(3);
    for (int row = 0; row < ROWS; row++) {
      var expected = newest(entities, row);
      assertThat(fares.getJsonArray("values").getDouble(row))
          .as("row %d", row)
          .isEqualTo(expected == null ? null : expected.fare());
      assertThat(fares.getJsonArray("statuses").getString(row)).isEqualTo(status(expected));
      assertThat(fares.getJsonArray("event_timestamps").getString(row))
          .isEqualTo(Instant.ofEpochSecond(expected == null ? 0 : expected.at()).toString());
    }
  }

  @Test
  void linesAreRowsInTheirOrder() throws Exception {
    var entities = entities();
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/get-historical-features"))
            .header("Accept", "application/x-ndjson")
            .POST(BodyPublishers.ofString(asking(entities)))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofLines());

      assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-ndjson");
      var lines = answer.body().toList();
      assertThat(lines).hasSize(ROWS);
      for (int row = 0; row < ROWS; row++) {
        var expected = newest(entities, row);
        var line = new JsonObject(lines.get(row));
        assertThat(line.fieldNames())
            .containsExactly("label", "rider_id", "event_timestamp", "fare");
        assertThat(line.getString("event_timestamp"))
            .isEqualTo(entities.getJsonArray("event_timestamp").getString(row));
        assertThat(line.getDouble("fare")).isEqualTo(expected == null ? null : expected.fare());
      }
    }
  }

  @Test
  void whatCannotBeJoinedIsRefused() throws Exception {
    refused("{'features':['of_rider:fare'],'entities':{'rider_id':[1]}}", 422, "event_timestamp");
    refused(
        "{'features':['of_rider:fare'],'entities':{'event_timestamp':['2026-01-01']}}",
        422,
        "'rider_id' is not given");
    refused(
        "{'features':['of_rider:fare'],'entities':{'rider_id':[1],'event_timestamp':['x']}}",
        422,
        "the text is no time");
    refused(
        "{'features':['of_rider:fare'],'entities':{'rider_id':[1],'event_timestamp':[null]}}",
        422,
        "an event time is required");
    refused(
        "{'features':['of_rider:fare'],'entities':{'fare':[1],'rider_id':[1],'event_timestamp':['2026-01-01']}}",
        422,
        "named like a feature");
    refused(
        "{'features':['nope:fare'],'entities':{'rider_id':[1],'event_timestamp':['2026-01-01']}}",
        404,
        "Feature view nope does not exist");
    refused("{'features':['of_rider:fare']}", 422, "entities");
  }

  private static void refused(String request, int status, String reason) throws Exception {
    var answer = server.post("/get-historical-features", request.replace('\'', '"'));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(reason);
  }

  private static JsonObject entities() {
    var labels = new JsonArray();
    var riders = new JsonArray();
    var times = new JsonArray();
    for (int row = 0; row < ROWS; row++) {
      labels.add(row % 2 == 0 ? "a,\"b" : new JsonArray().add(row));
      riders.add(RANDOM.nextInt(10) == 0 ? null : (Object) (long) RANDOM.nextInt(22));
      var time = Instant.ofEpochSecond(FIRST - 100 + RANDOM.nextInt(3_300)).toString();
      times.add(row % 3 == 0 ? time.replace("Z", "") : time);
    }
    return new JsonObject()
        .put("label", labels)
        .put("rider_id", riders)
        .put("event_timestamp", times);
  }

  private static String asking(JsonObject entities) {
    return new JsonObject()
        .put("features", new JsonArray().add("of_rider:fare"))
        .put("entities", entities)
        .encode();
  }

  private static Ride newest(JsonObject entities, int row) {
    Long rider = entities.getJsonArray("rider_id").getLong(row);
    String text = entities.getJsonArray("event_timestamp").getString(row);
    long at = Instant.parse(text.endsWith("Z") ? text : text + "Z").getEpochSecond();
    Ride newest = null;
    for (var ride : HISTORY) {
      boolean known = rider != null && ride.rider() == rider && ride.at() <= at;
      if (known && ride.at() >= at - TTL && (newest == null || ride.at() >= newest.at())) {
        newest = ride;
      }
    }
    return newest;
  }

  private static String status(Ride found) {
    if (found == null) {
      return "NOT_FOUND";
    }
    return found.fare() == null ? "NULL_VALUE" : "PRESENT";
  }
}
