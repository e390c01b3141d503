package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.MaterializeRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// `POST /materialize` and `POST /materialize-incremental` (contract 1.6).
final class MaterializeEndpoints {
  private final JobRuns runs;
  private final BodyIntake intake;
  private final Bodies bodies;

  MaterializeEndpoints(HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.runs = new JobRuns(ingress);
    this.intake = intake;
    this.bodies = bodies;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/materialize", Endpoint.post(exchange -> run(exchange, bodies::materialize)),
        "/materialize-incremental",
            Endpoint.post(exchange -> run(exchange, bodies::materializeIncremental)));
  }

  private interface Parser {
    MaterializeRequest parse(byte[] body, boolean force, boolean mayWait);
  }

  private Future<Answer> run(Exchange exchange, Parser parser) {
    boolean async = LaxBooleans.parameter(exchange.request(), "async");
    boolean force = LaxBooleans.parameter(exchange.request(), "force");
    // Feast refuses only who does not wait for the end anyway.
    boolean mayWait = force || !async;
    return intake.receive(
        exchange.request(),
        (body, permit) ->
            intake
                .onFittingThread(body.length, () -> parsed(exchange, parser, body, force, mayWait))
                .compose(wanted ->
                    runs.run(exchange, wanted, async, job -> Future.succeededFuture(done()))));
  }

  private static MaterializeRequest parsed(
      Exchange exchange, Parser parser, byte[] body, boolean force, boolean mayWait) {
    var request = parser.parse(body, force, mayWait);
    exchange.subject(String.join(",", request.views().orElse(List.of())));
    return request;
  }

  private static Answer done() {
    var out = new JsonWriter(16);
    out.nothing();
    return Answer.json(200, out);
  }
}
