package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is sent and answered is what `/openapi.json` describes.
class OpenApiTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final String HERE = "https://penstock.test/openapi.json";

  @TempDir static Path directory;
  private static TestServer server;
  private static String text;
  private static JsonNode document;
  private static JsonSchemaFactory schemas;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory, Map.of("PENSTOCK_HTTP_MAX_ROWS", "100"));
    text = get("/openapi.json").body();
    document = JACKSON.readTree(text);
    schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(HERE, text))));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/push|Push|200|{'push_source_name':'rides','to':'online_and_offline','df':{'rider_id':[1],'fare':[1],'note':['a'],'at':['2026-01-01']}}",
        "/push|Push|422|{'push_source_name':'rides','df':{'rider_id':[1],'fare':['x'],'note':['a'],'at':['2026-01-01']}}",
        "/push|Push|422|{'push_source_name':'unknown','df':{'rider_id':[1]}}",
        "/push||422|{'df':3}",
        "/push||422|{",
        "/write-to-online-store|Write|200|{'feature_view_name':'of_rider','df':{'rider_id':[1],'fare':[1],'note':['a'],'at':['2026-01-01']}}",
        "/write-to-online-store|Write|404|{'feature_view_name':'unknown','df':{'rider_id':[1]}}",
        "/get-online-features|Read|200|{'features':['of_rider:fare'],'entities':{'rider_id':[1,404]}}",
        "/get-online-features|Read|404|{'features':['unknown:fare'],'entities':{'rider_id':[1]}}",
        "/get-online-features||422|{'features':['of_rider:fare']}",
        "/get-historical-features|Retrieval|200|{'features':['of_rider:fare'],'entities':{'rider_id':[1,404],'event_timestamp':['2026-01-02','2026-01-02']}}",
        "/get-historical-features|Retrieval|404|{'features':['unknown:fare'],'entities':{'rider_id':[1],'event_timestamp':['2026-01-02']}}",
        "/get-historical-features||422|{'features':['of_rider:fare'],'entities':{'rider_id':[1]}}",
        "/materialize|Materialize|200|{'start_ts':'2026-01-01','end_ts':'2026-02-01','feature_views':['of_rider']}",
        "/materialize|Materialize|422|{'start_ts':'2026-02-01','end_ts':'2026-01-01','feature_views':null}",
        "/materialize|Materialize|404|{'start_ts':'2026-01-01','end_ts':'2026-02-01','feature_views':['unknown']}",
        "/materialize-incremental|MaterializeIncremental|200|{'end_ts':'2026-02-02'}",
        "/materialize-incremental||422|{}",
        "/verify|Verify|200|{'feature_views':['of_rider'],'sample':'all','seed':7,'start_ts':'2026-01-01','end_ts':null,'examples':3}",
        "/verify|Verify|404|{'feature_views':['unknown']}",
        "/verify||422|{'sample':0}",
        "/replay|Replay|422|{'topic':'trips.dead','since':'2026-01-01','until':null,'examples':3}",
        "/replay||422|{}"
      })
  void postsAreAsDescribed(String path, String requestSchema, int status, String request)
      throws IOException {
    String body = request.replace('\'', '"');
    if (requestSchema != null) {
      assertValid("/components/schemas/" + requestSchema, body);
    }

    var answer = server.post(path, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertDescribed(path, "post", answer);
  }

  @Test
  void aLenientPushIsAsDescribed() throws IOException {
    byte[] body = TestServer.PUSH.replace("7.5", "\"x\"").getBytes(StandardCharsets.UTF_8);
    try (var http = server.connect()) {
      var answer = http.post("/push", body, "Prefer: handling=lenient");

      assertThat(answer.json().getJsonArray("rejected")).hasSize(1);
      assertDescribed("/push", "post", answer);
    }
  }

  @Test
  void tooManyRowsAreAnsweredAsDescribed() throws IOException {
    var answer = server.post("/push", "{\"df\":{\"rider_id\":[" + "1,".repeat(100) + "1]}}");

    assertThat(answer.status()).isEqualTo(413);
    assertDescribed("/push", "post", answer);
  }

  @Test
  void everyPathIsServedAsDescribed() throws IOException {
    for (var path : document.get("paths").properties()) {
      if (path.getKey().contains("{")) {
        continue;
      }
      boolean readable = path.getValue().has("get");
      var answer = readable ? get(path.getKey()) : server.post(path.getKey(), "");

      assertThat(answer.status()).as(path.getKey()).isEqualTo(readable ? 200 : 422);
      assertDescribed(path.getKey(), readable ? "get" : "post", answer);
    }
  }

  @Test
  void jobsAreAsDescribed() throws IOException {
    String window = "{\"start_ts\":\"2026-01-01\",\"end_ts\":\"2026-02-01\"}";

    var accepted = server.post("/materialize?async=true", window);
    String job = accepted.headers().get("location");

    assertThat(accepted.status()).isEqualTo(202);
    assertDescribed("/materialize", "post", accepted);
    assertDescribed("/jobs/{id}", "get", get(job));
    assertDescribed("/jobs/{id}", "get", get("/jobs/nobody"));
    assertDescribed("/jobs/{id}/result", "get", get(job + "/result"));
    assertDescribed("/jobs/{id}", "delete", send("DELETE", job));
    String check = server.post("/verify?async=true", "{}").headers().get("location");
    assertDescribed("/jobs/{id}/result", "get", get(check + "/result"));
    assertDescribed("/jobs", "get", get("/jobs?state=bogus"));
  }

  @Test
  void theResultOfAJobIsDescribedInEveryFormOfAnAnswer() {
    var result = document.at("/paths/~1jobs~1{id}~1result/get/responses/200/content");
    var answer = document.at("/paths/~1get-historical-features/post/responses/200/content");

    assertThat(result.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(answer::fieldNames)
        .hasSize(4);
  }

  private static RawHttp.Answer get(String path) throws IOException {
    return send("GET", path);
  }

  private static RawHttp.Answer send(String method, String path) throws IOException {
    try (var http = server.connect()) {
      http.send(method + " " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
      return http.answer();
    }
  }

  private static void assertDescribed(String path, String method, RawHttp.Answer answer) {
    String place =
        "/paths/" + path.replace("/", "~1") + "/" + method + "/responses/" + answer.status();
    var response = document.at(place);
    assertThat(response.isMissingNode()).as(place).isFalse();
    if (response.has("$ref")) {
      place = response.get("$ref").asText().substring(1);
    }
    var json = document.at(place).at("/content/application~1json/schema");
    if (json.isMissingNode()) {
      assertThat(answer.headers().getOrDefault("content-type", "")).doesNotContain("json");
    } else {
      assertValid(place + "/content/application~1json/schema", answer.body());
    }
  }

  private static void assertValid(String pointer, String json) {
    var schema = schemas.getSchema(SchemaLocation.of(HERE + "#" + pointer));
    try {
      assertThat(schema.validate(JACKSON.readTree(json))).as(json).isEmpty();
    } catch (IOException noJson) {
      throw new AssertionError(json, noJson);
    }
  }
}
