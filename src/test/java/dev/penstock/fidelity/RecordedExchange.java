package dev.penstock.fidelity;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A request that was sent to a Feast server, and what that answered.
///
/// @param stores names of the online stores over which this was the answer
/// @param body exact text; null for none
record RecordedExchange(
    String name,
    List<String> stores,
    String method,
    String path,
    MultiMap headers,
    @Nullable String body,
    Answered feast) {

  /// A response, by what matters of it.
  record Answered(int status, MultiMap headers, String body) {
    String header(String name) {
      String value = headers.get(name);
      return value == null ? "" : value;
    }
  }

  /// The exchanges of a file over one of the stores, in the order in which they were sent.
  static List<RecordedExchange> read(Path file, String store) throws IOException {
    return new JsonObject(Files.readString(file))
        .getJsonArray("exchanges").stream()
            .map(JsonObject.class::cast)
            .map(RecordedExchange::of)
            .filter(exchange -> exchange.stores.contains(store))
            .toList();
  }

  private static RecordedExchange of(JsonObject exchange) {
    var request = exchange.getJsonObject("request");
    var response = exchange.getJsonObject("response");
    return new RecordedExchange(
        exchange.getString("name"),
        exchange.getJsonArray("stores").stream().map(String.class::cast).toList(),
        request.getString("method"),
        request.getString("path"),
        headers(request),
        request.getString("body"),
        new Answered(response.getInteger("status"), headers(response), response.getString("body")));
  }

  private static MultiMap headers(JsonObject message) {
    var headers = MultiMap.caseInsensitiveMultiMap();
    new TreeMap<>(message.getJsonObject("headers").getMap())
        .forEach((name, value) -> headers.add(name, (String) value));
    return headers;
  }

  /// Sends the request to another server.
  Answered replay(HttpClient client, int port) throws Exception {
    return client
        .request(HttpMethod.valueOf(method), port, "127.0.0.1", path)
        .compose(request -> {
          request.setFollowRedirects(false).headers().addAll(headers);
          var sent = body == null ? request.send() : request.send(Buffer.buffer(body));
          // Composed here, on the event loop: elsewhere the body may be over by then.
          return sent.compose(RecordedExchange::answered);
        })
        .await(20, TimeUnit.SECONDS);
  }

  private static Future<Answered> answered(HttpClientResponse response) {
    return response
        .body()
        .map(bytes -> new Answered(response.statusCode(), response.headers(), bytes.toString()));
  }
}
