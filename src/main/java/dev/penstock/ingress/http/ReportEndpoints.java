package dev.penstock.ingress.http;

import dev.penstock.model.JobRequest;
import dev.penstock.model.ReplayRequest;
import dev.penstock.model.VerifyRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// What is answered with the report of a job: `POST /verify` has the online store compared with the
/// newest history, `POST /replay` has dead letters tried again.
final class ReportEndpoints {
  private final JobRuns runs;
  private final BodyIntake intake;
  private final Bodies bodies;

  ReportEndpoints(HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.runs = new JobRuns(ingress);
    this.intake = intake;
    this.bodies = bodies;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/verify", Endpoint.post(exchange -> run(exchange, this::verify)),
        "/replay", Endpoint.post(exchange -> run(exchange, this::replay)));
  }

  private interface Parser {
    JobRequest parse(Exchange exchange, byte[] body);
  }

  private Future<Answer> run(Exchange exchange, Parser parser) {
    var request = exchange.request();
    boolean async = LaxBooleans.parameter(request, "async") || Preferences.async(request);
    return intake.receive(
        request,
        (body, permit) ->
            intake
                .onFittingThread(body.length, () -> parser.parse(exchange, body))
                .compose(wanted ->
                    runs.run(exchange, wanted, async, job -> JobEndpoints.result(request, job))));
  }

  private VerifyRequest verify(Exchange exchange, byte[] body) {
    var wanted = bodies.verify(body);
    exchange.subject(String.join(",", wanted.views().orElse(List.of())));
    return wanted;
  }

  private ReplayRequest replay(Exchange exchange, byte[] body) {
    var wanted = bodies.replay(body);
    exchange.subject(wanted.topic());
    return wanted;
  }
}
