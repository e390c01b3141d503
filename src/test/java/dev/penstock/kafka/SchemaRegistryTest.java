package dev.penstock.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kafka.SchemaRegistry.Reference;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The schema registry of the tests answers as Confluent's does.
class SchemaRegistryTest {
  private SchemaRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = SchemaRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aSchemaIsFoundByItsIdAndItsVersion() throws Exception {
    registry.register("trips", "AVRO", "\"int\"");
    int id = registry.register("trips", "AVRO", "\"long\"");

    assertThat(json("/schemas/ids/" + id)).isEqualTo(JsonObject.of("schema", "\"long\""));
    assertThat(json("/subjects/trips/versions/1").getString("schema")).isEqualTo("\"int\"");
    assertThat(json("/subjects/trips/versions/latest").getInteger("version")).isEqualTo(2);
    assertThat(registry.requests("/schemas/ids/" + id)).isOne();
  }

  @Test
  void aSchemaTellsItsTypeAndWhatItTakesFromOthers() throws Exception {
    registry.register("place", "PROTOBUF", "message Place {}");
    int id =
        registry.register(
            "trips",
            "PROTOBUF",
            "import \"place.proto\";",
            new Reference("place.proto", "place", 1));

    assertThat(json("/schemas/ids/" + id).encode())
        .contains("\"schemaType\":\"PROTOBUF\"")
        .contains("{\"name\":\"place.proto\",\"subject\":\"place\",\"version\":1}");
  }

  @Test
  void whatIsUnknownIsNotFound() throws Exception {
    var answer = get("/schemas/ids/1");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(new JsonObject(answer.body()).getInteger("error_code")).isEqualTo(40403);
  }

  @Test
  void aRegistryThatIsAwayComesBack() throws Exception {
    int id = registry.register("trips", "AVRO", "\"int\"");
    registry.leave();
    assertThat(get("/schemas/ids/" + id).statusCode()).isEqualTo(503);

    registry.comeBack();

    assertThat(get("/schemas/ids/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void whoeverDoesNotLogInIsRefused() throws Exception {
    registry.ask("penstock", "secret");

    assertThat(get("/schemas/ids/1").statusCode()).isEqualTo(401);
    assertThat(get("/schemas/ids/1", "Basic cGVuc3RvY2s6c2VjcmV0").statusCode()).isEqualTo(404);
  }

  private JsonObject json(String path) throws Exception {
    return new JsonObject(get(path).body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(path, "Basic none");
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(registry.uri() + path))
              .header("Authorization", authorization)
              .build();
      return client.send(request, BodyHandlers.ofString());
    }
  }
}
