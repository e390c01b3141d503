package dev.penstock;

import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One answer recorded from Feast, to be compared with Penstock's by the rules of the contract:
/// texts of messages are free, columns are found by name, a write answers with its outcome.
record FeastAnswer(String path, int status, String body, Map<String, String> headers) {

  /// What Penstock answered.
  record Received(int status, String body, MultiMap headers) {}

  static FeastAnswer of(JsonObject exchange) {
    var response = exchange.getJsonObject("response");
    var headers = new HashMap<String, String>();
    response.getJsonObject("headers").forEach(h -> headers.put(h.getKey(), (String) h.getValue()));
    return new FeastAnswer(
        exchange.getJsonObject("request").getString("path"),
        response.getInteger("status"),
        response.getString("body"),
        headers);
  }

  /// In words; empty if the answer is Feast's.
  Optional<String> differenceOf(Received received) {
    if (received.status() != status) {
      return Optional.of("status %d, Feast's is %d".formatted(received.status(), status));
    }
    var expected = comparable(body, status);
    var actual = comparable(received.body(), status);
    if (!expected.equals(actual)) {
      return Optional.of("body %s, Feast's is %s".formatted(actual, expected));
    }
    return headers.entrySet().stream()
        .filter(header -> !header.getKey().equals("content-type"))
        .filter(header -> !sameHeader(header, received.headers().get(header.getKey())))
        .map(header -> "no header " + header)
        .findFirst();
  }

  /// Penstock's answer, without what is free in it.
  String essence(Received received) {
    return "%d|%s".formatted(received.status(), comparable(received.body(), received.status()));
  }

  private static boolean sameHeader(Map.Entry<String, String> expected, @Nullable String actual) {
    return actual != null && pathOf(actual).equals(pathOf(expected.getValue()));
  }

  /// The recorder's address is not this server's.
  private static String pathOf(String value) {
    return value.replaceFirst("^https?://[^/]+", "");
  }

  private Object comparable(String text, int status) {
    if (status == 200 && (path.equals("/push") || path.equals("/write-to-online-store"))) {
      return text.isEmpty() || text.equals("null") || isOutcome(text) ? "outcome" : text;
    }
    if (text.isEmpty()) {
      return "";
    }
    return switch (parsed(text)) {
      case null -> "null";
      case String inner -> feastError(inner);
      case JsonObject object when object.containsKey("results") -> columns(object);
      case JsonObject object when object.getValue("detail") instanceof JsonArray detail ->
          firstOf(detail);
      case JsonObject object -> object.getMap();
      case Object other -> other;
    };
  }

  private static @Nullable Object parsed(String text) {
    try {
      return Json.decodeValue(text);
    } catch (DecodeException e) {
      return new JsonObject().put("not JSON", text);
    }
  }

  private static boolean isOutcome(String text) {
    var outcome = new JsonObject(text);
    return outcome.getValue("push_id") instanceof String
        && outcome.getValue("rows") instanceof Integer
        && outcome.getValue("rejected") instanceof JsonArray;
  }

  /// Module and class of an error of Feast's own; of any other text only that it is one.
  private static Object feastError(String inner) {
    if (!inner.startsWith("{\"module\"")) {
      return "text";
    }
    var error = new JsonObject(inner);
    return error.getString("module") + "." + error.getString("class");
  }

  private static Object firstOf(JsonArray detail) {
    var first = detail.getJsonObject(0);
    return "detail %s at %s".formatted(first.getString("type"), first.getJsonArray("loc").encode());
  }

  private static Map<String, Object> columns(JsonObject answer) {
    var byName = new TreeMap<String, Object>();
    var names = answer.getJsonObject("metadata").getJsonArray("feature_names");
    for (var i = 0; i < names.size(); i++) {
      byName.put(names.getString(i), answer.getJsonArray("results").getJsonObject(i));
    }
    return byName;
  }
}
