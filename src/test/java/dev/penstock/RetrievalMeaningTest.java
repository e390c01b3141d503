package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What requests for history mean, with views of different keys and ages.
class RetrievalMeaningTest {
  private static final String DEFINITIONS =
      """
      project: test
      entities:
        - {name: rider, join_keys: [rider_id], value_type: INT64}
        - {name: driver, join_keys: [driver_id], value_type: STRING}
      batch_sources:
        - {name: rides_history, timestamp_field: at}
        - {name: shifts_history, timestamp_field: at}
        - {name: weather_history, timestamp_field: at}
      push_sources:
        - {name: rides, batch_source: rides_history}
        - {name: shifts, batch_source: shifts_history}
        - {name: weather, batch_source: weather_history}
      feature_views:
        - {name: of_rider, entities: [rider], source: rides, ttl: 60s, schema: [{name: fare, dtype: Float64}]}
        - {name: of_driver, entities: [driver], source: shifts, schema: [{name: fare, dtype: Int64}]}
        - {name: sky, entities: [], source: weather, ttl: 1h, schema: [{name: rain, dtype: Float64}]}
      feature_services:
        - name: both
          features:
            - {feature_view: of_rider, alias: first, join_key_map: {rider_id: first_id}, features: [fare]}
            - {feature_view: of_rider, alias: second, join_key_map: {rider_id: second_id}, features: [fare]}
      """;

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory, DEFINITIONS, Map.of());
    push(
        "rides",
        "{'rider_id':[1,2],'fare':[1.5,2.5],'at':['2026-01-01T10:00:00','2026-01-01T10:00:30']}");
    push("shifts", "{'driver_id':['a'],'fare':[7],'at':['2020-01-01T00:00:00Z']}");
    push("weather", "{'rain':[0.5],'at':['2026-01-01T11:00:00+01:00']}");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void eachViewHasItsOwnKeysAndAge() throws Exception {
    var answer =
        asked(
            "{'features':['of_rider:fare','of_driver:fare','sky:rain'],'full_feature_names':true,"
                + "'entities':{'rider_id':[1,1,2,null],'driver_id':['a',null,'b','a'],"
                + "'event_timestamp':['2026-01-01T10:01:00','2026-01-01T10:01:00.000001',"
                + "'2026-01-01T10:00:29.999999','2026-01-01T09:59:59']}}");

    assertThat(values(answer, "of_rider__fare")).containsExactly(1.5, null, null, null);
    assertThat(values(answer, "of_driver__fare")).containsExactly(7, null, null, 7);
    assertThat(values(answer, "sky__rain")).containsExactly(0.5, 0.5, 0.5, null);
  }

  @Test
  void oneViewIsReadByTwoKeysUnderTwoNames() throws Exception {
    var answer =
        asked(
            "{'feature_service':'both','full_feature_names':true,'entities':{'first_id':[1,2],"
                + "'second_id':[2,1],'event_timestamp':['2026-01-01T10:00:31','2026-01-01T10:00:10']}}");

    assertThat(values(answer, "first__fare")).containsExactly(1.5, null);
    assertThat(values(answer, "second__fare")).containsExactly(2.5, 1.5);
  }

  @Test
  void anEntityMayStandForItsJoinKey() throws Exception {
    var answer =
        asked(
            "{'features':['of_rider:fare'],'entities':{'rider':[1],'event_timestamp':['2026-01-01T10:00:00Z']}}");

    assertThat(values(answer, "fare")).containsExactly(1.5);
    assertThat(answer.getJsonObject("metadata").getJsonArray("feature_names"))
        .containsExactly("rider", "event_timestamp", "fare");
  }

  @Test
  void aColumnMayBeNamedLikeAFeatureUnderItsFullName() throws Exception {
    var answer =
        asked(
            "{'features':['of_rider:fare'],'full_feature_names':true,'entities':{'fare':['x'],"
                + "'rider_id':[1],'event_timestamp':['2026-01-01T10:00:00Z']}}");

    assertThat(values(answer, "fare")).containsExactly("x");
    assertThat(values(answer, "of_rider__fare")).containsExactly(1.5);
  }

  @Test
  void whatMakesNoSenseIsRefusedWithItsPlace() throws Exception {
    String entities = "'entities':{'rider_id':[1,2],'driver_id':['a','b'],'event_timestamp':%s}";
    String times = entities.formatted("['2026-01-01','2026-01-01']");
    refused("{'features':['of_rider:fare','of_driver:fare']," + times + "}", 422, "fare");
    refused("{'features':['of_rider:none']," + times + "}", 422, "none");
    refused("{'features':['nothing']," + times + "}", 422, "nothing");
    refused("{'features':[]," + times + "}", 422, "feature");
    refused("{'feature_service':'none'," + times + "}", 404, "FeatureServiceNotFoundException");
    for (String time : List.of("null", "'1500-01-01'", "'9999-01-01'", "7", "true", "[1]")) {
      refused(
          "{'features':['of_rider:fare'],"
              + entities.formatted("['2026-01-01'," + time + "]")
              + "}",
          422,
          "\"loc\":[\"body\",\"entities\",\"event_timestamp\",1]");
    }
    refused(
        "{'features':['of_rider:fare'],'entities':{'rider_id':[1,'x'],'event_timestamp':['2026-01-01','2026-01-01']}}",
        422,
        "\"loc\":[\"body\",\"entities\",\"rider_id\",1]");
  }

  private static void refused(String body, int status, String reason) throws Exception {
    var answer = server.post("/get-historical-features", body.replace('\'', '"'));

    assertThat(answer.status()).as("%s: %s", body, answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(reason);
  }

  private static JsonObject asked(String body) throws Exception {
    var answer = server.post("/get-historical-features", body.replace('\'', '"'));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static JsonArray values(JsonObject answer, String column) {
    int at =
        answer.getJsonObject("metadata").getJsonArray("feature_names").getList().indexOf(column);
    return answer.getJsonArray("results").getJsonObject(at).getJsonArray("values");
  }

  private static void push(String source, String df) throws Exception {
    var body =
        "{\"push_source_name\":\"%s\",\"to\":\"offline\",\"df\":%s}"
            .formatted(source, df.replace('\'', '"'));
    var answer = server.post("/push", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }
}
