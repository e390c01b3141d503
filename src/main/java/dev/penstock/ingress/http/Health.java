package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Whether the service can do its work, by checks of its parts.
public final class Health {
  private final List<Check> checks;
  private volatile boolean draining;

  public Health(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /// One part.
  ///
  /// @param detail of the part, looked at each time; fails when the part cannot work
  public record Check(String name, Supplier<Future<String>> detail) {}

  private record Result(String name, boolean up, String detail) {}

  /// From now on the service is being stopped.
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  /// `GET /health/ready`
  Future<Answer> ready() {
    return results().map(results -> report(results, draining));
  }

  /// `GET /health`: no body, as in Feast.
  Future<Answer> feast() {
    return results().map(results -> Answer.empty(!draining && all(results) ? 200 : 503));
  }

  /// `GET /health/live`: whoever answers lives.
  static Answer live() {
    return report(List.of(), false);
  }

  private Future<List<Result>> results() {
    var pending = checks.stream().map(Health::result).toList();
    return Future.all(pending).map(done -> pending.stream().map(Future::result).toList());
  }

  private static Future<Result> result(Check check) {
    return check
        .detail()
        .get()
        .map(detail -> new Result(check.name(), true, detail))
        .otherwise(cause -> new Result(check.name(), false, String.valueOf(cause.getMessage())));
  }

  private static boolean all(List<Result> results) {
    return results.stream().allMatch(Result::up);
  }

  private static Answer report(List<Result> results, boolean draining) {
    var shown = new ArrayList<>(results);
    if (draining) {
      shown.add(new Result("draining", false, "the service is being stopped"));
    }
    boolean up = all(shown);
    var out = new JsonWriter();
    out.raw("{\"status\":");
    out.text(up ? "up" : "down");
    out.raw(",\"checks\":[");
    for (int at = 0; at < shown.size(); at++) {
      var result = shown.get(at);
      out.raw(at > 0 ? ",{\"name\":" : "{\"name\":");
      out.text(result.name());
      out.raw(",\"status\":");
      out.text(result.up() ? "up" : "down");
      out.raw(",\"detail\":");
      out.text(result.detail());
      out.raw('}');
    }
    out.raw("]}");
    return Answer.json(up ? 200 : 503, out);
  }
}
