package dev.penstock.ingress.http;

import dev.penstock.model.VerifyRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// `POST /verify`: has the online store compared with the newest history.
final class VerifyEndpoint {
  private final JobRuns runs;
  private final BodyIntake intake;
  private final Bodies bodies;

  VerifyEndpoint(HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.runs = new JobRuns(ingress);
    this.intake = intake;
    this.bodies = bodies;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/verify", Endpoint.post(this::run));
  }

  private Future<Answer> run(Exchange exchange) {
    var request = exchange.request();
    boolean async = LaxBooleans.parameter(request, "async") || Preferences.async(request);
    return intake.receive(
        request,
        (body, permit) ->
            intake
                .onFittingThread(body.length, () -> parsed(exchange, body))
                .compose(wanted ->
                    runs.run(exchange, wanted, async, job -> JobEndpoints.result(request, job))));
  }

  private VerifyRequest parsed(Exchange exchange, byte[] body) {
    var wanted = bodies.verify(body);
    exchange.subject(String.join(",", wanted.views().orElse(List.of())));
    return wanted;
  }
}
