package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.ingress.http.HttpIngress.PlannedRead;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;

/// `POST /get-online-features`.
final class ReadEndpoint {
  private final HttpIngress ingress;
  private final BodyIntake intake;
  private final Bodies bodies;
  private final ReadAnswers answers;
  private final Deadlines deadlines;

  ReadEndpoint(Vertx vertx, HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.ingress = ingress;
    this.intake = intake;
    this.bodies = bodies;
    this.answers = new ReadAnswers(ingress.nonFinite());
    this.deadlines = new Deadlines(vertx, ingress.settings().storeTimeout());
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
    Promise<ReadAnswer> answer = Promise.promise();
    var watched = deadlines.watch(() -> answer.tryFail(late()));
    plan.run(permit::grow)
        .onComplete(done -> {
          watched.end();
          if (done.succeeded()) {
            answer.tryComplete(done.result());
          } else {
            answer.tryFail(done.cause());
          }
        });
    return answer.future();
  }

  private static PushException late() {
    return new PushException(
        FailureKind.TIMEOUT,
        "the online store did not answer in time (setting http.storeTimeout); try again");
  }
}
