package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays what was recorded from a Feast server over Redis, in order, against one serving
/// Penstock. Every answer is Feast's, or its exchange is a row of `golden/deviations.csv`.
class HttpExchangesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path data;
  private Vertx vertx;
  private Penstock penstock;
  private HttpClient client;

  private void start(Map<String, String> environment) throws Exception {
    vertx = Vertx.vertx();
    var config = TestConfig.of(GOLDEN.resolve("definitions.yaml"), data, environment);
    penstock = Penstock.start(vertx, config).await(60, TimeUnit.SECONDS);
    client = vertx.createHttpClient();
  }

  @AfterEach
  void stop() throws Exception {
    penstock.stop().await(30, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void everyAnswerIsFeastsOrAnIntendedDeviation() throws Exception {
    start(Map.of());
    var deviations = Deviations.read(GOLDEN.resolve("deviations.csv"));
    var faults = new ArrayList<String>();

    for (var exchange : recorded()) {
      var name = exchange.getString("name");
      var answer = send(exchange.getJsonObject("request"));
      var feast = FeastAnswer.of(exchange);
      deviations
          .judge(name, feast.essence(answer), feast.differenceOf(answer))
          .ifPresent(faults::add);
    }
    faults.addAll(deviations.unused());

    assertThat(String.join("\n", faults)).isEmpty();
  }

  @Test
  void strictStatusCodesAreFeasts() throws Exception {
    start(Map.of("PENSTOCK_PUSH_STRICT_STATUS_CODES", "true"));
    var deviations = Deviations.read(GOLDEN.resolve("deviations.csv"));
    var faults = new ArrayList<String>();

    for (var exchange : recorded()) {
      var name = exchange.getString("name");
      var answer = send(exchange.getJsonObject("request"));
      if (deviations.inStatusCodeAtMost(name)) {
        FeastAnswer.of(exchange)
            .differenceOf(answer)
            .ifPresent(difference -> faults.add(name + ": " + difference));
      }
    }

    assertThat(String.join("\n", faults)).isEmpty();
  }

  /// Reads that depend on a materialization are left out: no exchange here materializes.
  private static List<JsonObject> recorded() throws Exception {
    var all = new JsonArray(Files.readString(GOLDEN.resolve("http_exchanges.json")));
    return all.stream()
        .map(JsonObject.class::cast)
        .filter(exchange -> exchange.getJsonArray("stores").contains("redis"))
        .filter(exchange -> !exchange.getString("name").contains("materializ"))
        .toList();
  }

  private FeastAnswer.Received send(JsonObject recorded) throws Exception {
    var body = recorded.getString("body");
    return client
        .request(
            HttpMethod.valueOf(recorded.getString("method")),
            penstock.port(),
            "127.0.0.1",
            recorded.getString("path"))
        .compose(request -> {
          request.setFollowRedirects(false);
          recorded
              .getJsonObject("headers")
              .forEach(header -> request.putHeader(header.getKey(), (String) header.getValue()));
          if (recorded.getString("path").equals("/get-online-features")) {
            request.putHeader("Prefer", "statuses=feast-python");
          }
          var sent = body == null ? request.send() : request.send(Buffer.buffer(body));
          // Composed here, on the event loop: elsewhere the body may be over by then.
          return sent.compose(HttpExchangesTest::received);
        })
        .await(20, TimeUnit.SECONDS);
  }

  private static Future<FeastAnswer.Received> received(HttpClientResponse response) {
    return response
        .body()
        .map(bytes ->
            new FeastAnswer.Received(response.statusCode(), bytes.toString(), response.headers()));
  }
}
