package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.ingress.http.HttpIngress.PlannedRead;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadRequest;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `POST /get-online-features`.
final class ReadEndpoint {
  private final HttpIngress ingress;
  private final BodyIntake intake;
  private final Bodies bodies;
  private final ReadAnswers answers;

  ReadEndpoint(HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.ingress = ingress;
    this.intake = intake;
    this.bodies = bodies;
    this.answers = new ReadAnswers(ingress.nonFinite());
  }

  Map<String, Endpoint> endpoints() {
    return Map.of("/get-online-features", Endpoint.post(this::read));
  }

  private Future<Answer> read(Exchange exchange) {
    var statuses = Preferences.statuses(exchange.request());
    return intake.receive(
        exchange.request(),
        (body, permit) ->
            intake
                .onFittingThread(body.length, () -> planned(exchange, bodies.read(body, statuses)))
                .compose(plan -> found(plan, permit))
                .compose(found -> intake.onFittingThread(found.bytes(), () -> answers.of(found))));
  }

  private PlannedRead planned(Exchange exchange, ReadRequest request) {
    exchange.subject(request.service().orElse(""));
    return ingress.reads().apply(request);
  }

  private Future<ReadAnswer> found(PlannedRead plan, Permit permit) {
    return plan.run(permit::grow)
        .timeout(ingress.settings().storeTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .recover(cause -> Future.failedFuture(cause instanceof TimeoutException ? late() : cause));
  }

  private static PushException late() {
    return new PushException(
        FailureKind.TIMEOUT,
        "the online store did not answer in time (setting http.storeTimeout); try again");
  }
}
