package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One push through the whole of a serving Penstock.
class FanOutTest {
  private static final String DEFINITIONS =
      """
      project: fan
      entities:
        - {name: rider, join_keys: [rider_id], value_type: INT64}
        - {name: driver, join_keys: [driver_id], value_type: STRING}
        - {name: city, join_keys: [city_id], value_type: INT32}
      batch_sources:
        - {name: rides_history, timestamp_field: at}
      push_sources:
        - {name: rides, batch_source: rides_history}
      feature_views:
        - {name: of_rider, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
        - {name: of_driver, entities: [driver], source: rides, schema: [{name: fare, dtype: Float64}]}
        - {name: of_city, entities: [city], source: rides, schema: [{name: fare, dtype: Float64}]}
        - {name: of_pair, entities: [rider, driver], source: rides, schema: [{name: fare, dtype: Float64}]}
        - {name: of_all, entities: [], source: rides, schema: [{name: fare, dtype: Float64}]}
      """;

  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory, DEFINITIONS, Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void onePushIsReadableInEveryConsumingViewFromTheAnswerOn() throws Exception {
    var outcome = post("/push", rides("online_and_offline"));

    assertThat(outcome.getJsonArray("online")).hasSize(5);
    for (var view : new String[] {"of_rider", "of_driver", "of_city", "of_pair", "of_all"}) {
      assertThat(fares(view)).as(view).containsExactly(7.5, 9.0);
    }
  }

  @Test
  void eachRowIsOfflineOnce() throws Exception {
    var outcome = post("/push", rides("online_and_offline"));

    assertThat(outcome.getJsonArray("offline"))
        .isEqualTo(
            new JsonArray()
                .add(new JsonObject().put("batch_source", "rides_history").put("written", 2)));
    assertThat(offlineRiders()).containsExactly(1, 2);
  }

  @Test
  void aPushThatIsRefusedChangesNoStore() throws Exception {
    post("/push", rides("online_and_offline"));
    var bad = rides("online_and_offline");
    bad.getJsonObject("df").put("fare", new JsonArray().add(1.0).add("no number"));

    var refusal = post("/push", bad);

    assertThat(refusal.getJsonArray("detail").getJsonObject(0).getJsonArray("loc"))
        .isEqualTo(new JsonArray().add("body").add("df").add("fare").add(1));
    assertThat(fares("of_rider")).containsExactly(7.5, 9.0);
  }

  @Test
  void lenientHandlingLeavesTheBadRowOut() throws Exception {
    var bad = rides("online_and_offline");
    bad.getJsonObject("df").put("fare", new JsonArray().add(1.0).add("no number"));

    var outcome = post("/push", bad, "Prefer: handling=lenient");

    assertThat(outcome.getInteger("rejected_count")).isEqualTo(1);
    assertThat(outcome.getJsonArray("offline").getJsonObject(0).getInteger("written")).isEqualTo(1);
    assertThat(fares("of_rider")).containsExactly(1.0, null);
  }

  private JsonObject rides(String to) {
    return new JsonObject()
        .put("push_source_name", "rides")
        .put("to", to)
        .put(
            "df",
            new JsonObject()
                .put("rider_id", new JsonArray().add(1).add(2))
                .put("driver_id", new JsonArray().add("ann").add("bob"))
                .put("city_id", new JsonArray().add(10).add(20))
                .put("fare", new JsonArray().add(7.5).add(9.0))
                .put(
                    "at", new JsonArray().add("2026-01-01T00:00:00Z").add("2026-01-01T00:00:01Z")));
  }

  /// Of the two rides' entities; the view of all has the later ride for both.
  private List<Object> fares(String view) throws Exception {
    var df = rides("online").getJsonObject("df");
    df.remove("fare");
    df.remove("at");
    var answer =
        post(
            "/get-online-features",
            new JsonObject()
                .put("features", new JsonArray().add(view + ":fare"))
                .put("entities", df));
    var values = answer.getJsonArray("results").getJsonObject(3).getJsonArray("values");
    return view.equals("of_all") ? List.of(7.5, values.getValue(0)) : values.stream().toList();
  }

  private JsonObject post(String path, JsonObject body, String... headers) throws Exception {
    try (var http = server.connect()) {
      return http.post(path, body.toBuffer().getBytes(), headers).json();
    }
  }

  private List<Integer> offlineRiders() throws Exception {
    server.close();
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
