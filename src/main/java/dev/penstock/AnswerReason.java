package dev.penstock;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;

/// What an answer of the HTTP API says is wrong, in whichever of the three shapes, for a person.
final class AnswerReason {
  private AnswerReason() {}

  static String of(HttpResponse<String> answer) {
    try {
      return reason(new JsonObject(unquoted(answer.body())));
    } catch (DecodeException | ClassCastException otherwise) {
      return "%d: %s".formatted(answer.statusCode(), answer.body());
    }
  }

  private static String reason(JsonObject body) {
    var said = body.getValue("detail", body.getValue("error", body.getValue("message", body)));
    return said instanceof JsonArray problems
        ? problem(problems.getJsonObject(0)) + more(body.getInteger("count", problems.size()) - 1)
        : said.toString();
  }

  private static String problem(JsonObject problem) {
    String place = place(problem.getJsonArray("loc", new JsonArray()).stream().toList());
    return place + problem.getString("msg");
  }

  /// The first step is the part of the request; a number right behind it is a line or a byte, which
  /// messages tell themselves.
  private static String place(List<?> loc) {
    if (loc.size() < 2 || (loc.size() == 2 && loc.get(1) instanceof Number)) {
      return "";
    }
    return loc.getLast() instanceof Number row
        ? "row %d of %s (the first is 0): ".formatted(row.longValue(), loc.get(loc.size() - 2))
        : String.join(".", loc.stream().skip(1).map(Objects::toString).toList()) + ": ";
  }

  private static String more(int problems) {
    return problems > 0 ? " (and " + problems + " more)" : "";
  }

  /// A Feast error is JSON in a JSON text.
  private static String unquoted(String body) {
    return body.startsWith("\"") ? new JsonArray("[" + body + "]").getString(0) : body;
  }
}
