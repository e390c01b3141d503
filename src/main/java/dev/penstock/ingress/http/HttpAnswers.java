package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Failures as responses, in the three shapes that Feast's clients know (contract 1.7).
final class HttpAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(HttpAnswers.class);

  /// What FastAPI checks before Feast sees a request; it answers 422 in every mode.
  private static final Set<String> FRAMEWORK_TYPES =
      Set.of(
          "string_type",
          "dict_type",
          "list_type",
          "bool_parsing",
          "bool_type",
          "int_type",
          "model_attributes_type",
          "json_invalid");

  /// Names in messages are the caller's own, and may be as long as a body.
  private static final int MOST_SHOWN = 2_000;

  private final boolean strictStatusCodes;

  /// @param strictStatusCodes Feast's own 500 for what is the caller's fault
  HttpAnswers(boolean strictStatusCodes) {
    this.strictStatusCodes = strictStatusCodes;
  }

  /// @param id names the request in the log
  Answer failure(Throwable cause, String id) {
    var failure = PushException.of(cause);
    String message = cut(String.valueOf(failure.getMessage()), MOST_SHOWN);
    return switch (failure.kind()) {
      case INVALID -> invalid(failure);
      case PUSH_SOURCE_NOT_FOUND -> feast(422, "PushSourceNotFoundException", message);
      case VIEW_NOT_FOUND -> feast(404, "FeastObjectNotFoundException", message);
      case FEATURE_VIEW_NOT_FOUND -> feast(404, "FeatureViewNotFoundException", message);
      case FEATURE_SERVICE_NOT_FOUND -> feast(404, "FeatureServiceNotFoundException", message);
      case FEATURE_NAME_COLLISION ->
          feast(strictStatusCodes ? 500 : 422, "FeatureNameCollisionError", message);
      case TOO_LARGE -> detail(413, message);
      case OVERLOADED -> detail(429, message).retriedAfter(1);
      case UNAVAILABLE, TIMEOUT, STORE_FULL -> detail(503, message).retriedAfter(1);
      case STORE_DENIED, SCHEMA_MISSING, ROW_REFUSED, LEASE_LOST -> detail(503, message);
      case DRAINING -> draining();
      case UNREPRESENTABLE -> detail(500, message);
      case DEFECT -> defect(failure, id);
    };
  }

  static Answer draining() {
    return detail(503, "the service is being stopped").retriedAfter(2).closing();
  }

  /// `{"detail":"…"}`
  static Answer detail(int status, String message) {
    var out = new JsonWriter();
    out.raw("{\"detail\":");
    out.text(message);
    out.raw('}');
    return Answer.json(status, out);
  }

  /// The beginning of a text that is too long to be shown.
  static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "…" : text;
  }

  static String quoted(String text) {
    var out = new JsonWriter();
    out.text(text);
    return out.toString();
  }

  private static Answer defect(PushException failure, String id) {
    LOG.atError()
        .setCause(failure.getCause() == null ? failure : failure.getCause())
        .addKeyValue("pushId", id)
        .log("a request failed unexpectedly");
    return detail(500, "internal error; the log tells more under " + id);
  }

  private Answer invalid(PushException failure) {
    String message = cut(String.valueOf(failure.getMessage()), MOST_SHOWN);
    if (failure instanceof InvalidRequestException refusal) {
      boolean framework = refusal.problems().stream().anyMatch(HttpAnswers::isFrameworks);
      return strictStatusCodes && !framework
          ? text(500, message)
          : problems(refusal.problems(), refusal.count());
    }
    return strictStatusCodes
        ? text(500, message)
        : problems(List.of(new Problem("value_error", List.of("body"), message, "null")), 1);
  }

  private static boolean isFrameworks(Problem problem) {
    return FRAMEWORK_TYPES.contains(problem.type())
        || (problem.type().equals("missing") && problem.loc().size() <= 2);
  }

  /// The shape of a Feast error: a JSON string that holds JSON text, spelled as Python does.
  private static Answer feast(int status, String errorClass, String message) {
    return text(
        status,
        "{\"module\": \"feast.errors\", \"class\": \"%s\", \"message\": %s}"
            .formatted(errorClass, ascii(quoted(message))));
  }

  private static String ascii(String json) {
    var ascii = new JsonWriter(json.length() + 16);
    for (int at = 0; at < json.length(); at++) {
      char unit = json.charAt(at);
      if (unit < 0x7F) {
        ascii.raw(unit);
      } else {
        ascii.escaped(unit);
      }
    }
    return ascii.toString();
  }

  private static Answer text(int status, String message) {
    var out = new JsonWriter();
    out.text(message);
    return Answer.json(status, out);
  }

  private static Answer problems(List<Problem> problems, int count) {
    var out = new JsonWriter(512);
    out.raw("{\"detail\":");
    writeProblems(out, problems);
    if (count > problems.size()) {
      out.raw(",\"count\":");
      out.integer(count);
    }
    out.raw('}');
    return Answer.json(422, out);
  }

  private static void writeProblems(JsonWriter out, List<Problem> problems) {
    char separator = '[';
    for (var problem : problems) {
      out.raw(separator);
      writeProblem(out, problem);
      separator = ',';
    }
    out.raw(']');
  }

  private static void writeProblem(JsonWriter out, Problem problem) {
    boolean noJson = problem.type().equals("json_invalid");
    out.raw("{\"type\":");
    out.text(problem.type());
    out.raw(",\"loc\":");
    writeLoc(out, problem.loc());
    out.raw(",\"msg\":");
    out.text(noJson ? "JSON decode error" : cut(problem.message(), MOST_SHOWN));
    out.raw(",\"input\":");
    input(out, problem);
    if (noJson) {
      out.raw(",\"ctx\":{\"error\":");
      out.text(problem.message());
      out.raw('}');
    }
    out.raw('}');
  }

  /// The input as it was sent; bare NaN and the like are not JSON, and are told as text.
  private static void input(JsonWriter out, Problem problem) {
    String input = problem.input();
    boolean text = input.startsWith("\"");
    if (!text && (input.contains("NaN") || input.contains("Infinity"))) {
      out.text(input);
    } else {
      byte[] utf8 = input.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      out.raw(utf8, 0, utf8.length);
    }
  }

  static void writeLoc(JsonWriter out, List<Object> loc) {
    char separator = '[';
    for (var step : loc) {
      out.raw(separator);
      if (step instanceof Integer position) {
        out.integer(position);
      } else {
        out.text(cut(step.toString(), MOST_SHOWN));
      }
      separator = ',';
    }
    out.raw(']');
  }
}
