package dev.penstock.fidelity;

import dev.penstock.fidelity.RecordedExchange.Answered;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares two answers to one exchange by the rules of the contract: texts of messages are free,
/// columns of a read are found by name. Everything else is to be the same.
final class Comparison {
  private final String exchange;
  private final List<Difference> differences = new ArrayList<>();

  private Comparison(String exchange) {
    this.exchange = exchange;
  }

  static List<Difference> of(RecordedExchange exchange, Answered penstock) {
    var comparison = new Comparison(exchange.name());
    comparison.answers(exchange.feast(), penstock, exchange.method().equals("HEAD"));
    return comparison.differences;
  }

  private void answers(Answered feast, Answered penstock, boolean bodiless) {
    var expected = bodiless ? null : columns(feast);
    var actual = bodiless ? null : columns(penstock);
    if (expected != null && actual != null) {
      reads(expected, actual);
    } else {
      compare("", essence(feast), essence(penstock));
    }
    if (feast.status() == penstock.status()) {
      compare("allow: ", feast.header("allow"), penstock.header("allow"));
      compare("location: ", pathOf(feast), pathOf(penstock));
    }
    if (differences.isEmpty()) {
      compare("content-type: ", feast.header("content-type"), penstock.header("content-type"));
    }
  }

  private void compare(String where, String feast, String penstock) {
    if (!feast.equals(penstock)) {
      differences.add(new Difference(exchange, where + feast, where + penstock));
    }
  }

  /// The recorder's address is not this server's, and one may do without.
  private static String pathOf(Answered answer) {
    return answer.header("location").replaceFirst("^https?://[^/]+", "");
  }

  /// What is essential of an answer that is no read.
  private static String essence(Answered answer) {
    return (answer.status() + " " + essence(answer.body())).strip();
  }

  private static String essence(String body) {
    if (body.isEmpty()) {
      return "";
    }
    return switch (parsed(body)) {
      case null -> "null";
      case String text -> feastError(text);
      case JsonObject problems when problems.getValue("detail") instanceof JsonArray detail ->
          told(detail);
      case JsonObject outcome when outcome.containsKey("push_id") -> "outcome";
      case JsonObject read when read.containsKey("results") -> values(read);
      case JsonObject other -> new JsonObject(new TreeMap<>(other.getMap())).encode();
      case Object other -> Json.encode(other);
    };
  }

  /// The values of a read that is compared with something else.
  private static String values(JsonObject read) {
    return byName(read).entrySet().stream()
        .map(column -> column.getKey() + " " + column.getValue().getJsonArray("values").encode())
        .collect(Collectors.joining(", "));
  }

  private static @Nullable Object parsed(String body) {
    try {
      return Json.decodeValue(body);
    } catch (DecodeException e) {
      return new JsonObject().put("no JSON", body.substring(0, Math.min(20, body.length())));
    }
  }

  /// The class of an error of Feast's own; of any other text only that it is one.
  private static String feastError(String text) {
    return text.startsWith("{\"module\"")
        ? new JsonObject(text).getString("module") + "." + new JsonObject(text).getString("class")
        : "text";
  }

  /// Type and place of every problem; what was sent is echoed, and words are free.
  private static String told(JsonArray detail) {
    return detail.stream()
        .map(JsonObject.class::cast)
        .map(one -> one.getString("type") + " at " + place(one.getJsonArray("loc")))
        .collect(Collectors.joining(", "));
  }

  private static String place(JsonArray loc) {
    return loc.stream().map(String::valueOf).collect(Collectors.joining("."));
  }

  private static @Nullable JsonObject columns(Answered answer) {
    return answer.status() == 200 && answer.body().startsWith("{\"results\"")
        ? new JsonObject(answer.body())
        : null;
  }

  private void reads(JsonObject feast, JsonObject penstock) {
    var expected = byName(feast);
    var actual = byName(penstock);
    compare("columns ", expected.keySet().toString(), actual.keySet().toString());
    var both = new TreeSet<>(expected.keySet());
    both.retainAll(actual.keySet());
    both.forEach(column -> column(column, expected.get(column), actual.get(column)));
    compare("metadata ", besideNames(feast), besideNames(penstock));
  }

  private static String besideNames(JsonObject read) {
    var metadata = read.getJsonObject("metadata").copy();
    metadata.remove("feature_names");
    return metadata.encode();
  }

  /// A name that is there twice is told apart by its position.
  private static Map<String, JsonObject> byName(JsonObject read) {
    var columns = new TreeMap<String, JsonObject>();
    var names = read.getJsonObject("metadata").getJsonArray("feature_names");
    for (int at = 0; at < names.size(); at++) {
      var column = read.getJsonArray("results").getJsonObject(at);
      if (columns.putIfAbsent(names.getString(at), column) != null) {
        columns.put(names.getString(at) + " again", column);
      }
    }
    return columns;
  }

  private void column(String name, JsonObject feast, JsonObject penstock) {
    int rows = feast.getJsonArray("values").size();
    compare(name + " rows ", "" + rows, "" + penstock.getJsonArray("values").size());
    for (int row = 0; row < Math.min(rows, penstock.getJsonArray("values").size()); row++) {
      cell(name, feast, penstock, row);
    }
  }

  /// What differs of value, status and time.
  private void cell(String name, JsonObject feast, JsonObject penstock, int row) {
    var expected = new ArrayList<String>();
    var actual = new ArrayList<String>();
    for (var part : List.of("values", "statuses", "event_timestamps")) {
      var one = feast.getJsonArray(part).getValue(row);
      var other = penstock.getJsonArray(part).getValue(row);
      if (!Objects.equals(one, other)) {
        expected.add(part.equals("values") ? Json.encode(one) : String.valueOf(one));
        actual.add(part.equals("values") ? Json.encode(other) : String.valueOf(other));
      }
    }
    compare(name + "[" + row + "] ", String.join(" ", expected), String.join(" ", actual));
  }
}
