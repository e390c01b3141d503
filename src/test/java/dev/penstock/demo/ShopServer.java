package dev.penstock.demo;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Answers like Penstock with the demo's definitions, and remembers what it was sent.
final class ShopServer {
  static final List<String> VIEWS =
      List.of(
          "country_last_sale",
          "customer_last_purchase",
          "customer_product_last_purchase",
          "product_last_sale");

  private final List<JsonObject> pushes = new CopyOnWriteArrayList<>();
  private final Queue<Reply> scripted = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private volatile String status = "PRESENT";

  /// An answer to one push, in place of the usual one.
  private record Reply(int status, JsonObject body) {}

  ShopServer(Vertx vertx) throws Exception {
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.bodyHandler(body -> answer(request, body)))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }

  /// Every push that arrived, also those that were not answered with 200.
  List<JsonObject> pushes() {
    return pushes;
  }

  /// One more push is answered like this; after the last of these the usual answers follow.
  void willAnswer(int code, JsonObject body) {
    scripted.add(new Reply(code, body));
  }

  void willReadWithStatus(String feature) {
    status = feature;
  }

  /// The answer to a push of which every row is written, but for one per view.
  static JsonObject stored(int rows) {
    var online = new JsonArray();
    for (var view : VIEWS) {
      online.add(
          new JsonObject().put("feature_view", view).put("written", rows - 1).put("stale", 1));
    }
    var history = new JsonObject().put("batch_source", "purchases_history").put("written", rows);
    return new JsonObject().put("online", online).put("offline", new JsonArray().add(history));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    var sent = body.toJsonObject();
    var reply = request.path().equals("/push") ? pushed(sent) : new Reply(200, read(sent));
    var _ =
        request
            .response()
            .setStatusCode(reply.status())
            .putHeader("Retry-After", "0")
            .end(reply.body().toBuffer());
  }

  private Reply pushed(JsonObject push) {
    pushes.add(push);
    var next = scripted.poll();
    int rows = push.getJsonObject("df").getJsonArray("invoice").size();
    return next == null ? new Reply(200, stored(rows)) : next;
  }

  private JsonObject read(JsonObject request) {
    var names = new JsonArray();
    var results = new JsonArray();
    request.getJsonObject("entities").fieldNames().forEach(names::add);
    if (request.containsKey("feature_service")) {
      names.add(request.getString("feature_service") + "__quantity");
    } else {
      request.getJsonArray("features").forEach(name -> names.add(feature((String) name)));
    }
    names.forEach(name -> results.add(result("value of " + name)));
    return new JsonObject()
        .put("metadata", new JsonObject().put("feature_names", names))
        .put("results", results);
  }

  private static String feature(String reference) {
    return reference.substring(reference.indexOf(':') + 1);
  }

  private JsonObject result(String value) {
    return new JsonObject()
        .put("values", new JsonArray().add(value))
        .put("statuses", new JsonArray().add(status))
        .put("event_timestamps", new JsonArray().add("2010-12-01T08:26:00Z"));
  }

  void stop() throws Exception {
    server.close().await(10, TimeUnit.SECONDS);
  }
}
