package dev.penstock.ingress.http;

import dev.penstock.bus.JobSubmitted;
import dev.penstock.bus.JobsFound;
import dev.penstock.ingress.JobService;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.JobFailure;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobState;
import dev.penstock.model.MaterializeRequest;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `POST /materialize` and `POST /materialize-incremental` (contract 1.6).
final class MaterializeEndpoints {
  private static final Duration TO_THE_END = Duration.ofDays(3_650);

  private final JobService jobs;
  private final JobWait wait;
  private final BodyIntake intake;
  private final Bodies bodies;

  MaterializeEndpoints(HttpIngress ingress, BodyIntake intake, Bodies bodies) {
    this.jobs = ingress.jobs();
    this.wait = new JobWait(jobs, ingress.settings().idleTimeout());
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
                .compose(jobs::submit)
                .compose(submitted -> answer(exchange, submitted, async)));
  }

  private static MaterializeRequest parsed(
      Exchange exchange, Parser parser, byte[] body, boolean force, boolean mayWait) {
    var request = parser.parse(body, force, mayWait);
    exchange.subject(String.join(",", request.views().orElse(List.of())));
    return request;
  }

  private Future<Answer> answer(Exchange exchange, JobSubmitted submitted, boolean async) {
    if (submitted.job().isEmpty()) {
      return Future.succeededFuture(JobAnswers.conflict(submitted.conflicts()));
    }
    var job = submitted.job().get();
    exchange.request().response().putHeader(HttpHeaders.LOCATION, "/jobs/" + job.id());
    return async
        ? Future.succeededFuture(JobAnswers.accepted(job))
        : wait.end(exchange.request(), job.id(), TO_THE_END).map(found -> outcome(found, job.id()));
  }

  private static Answer outcome(JobsFound found, String id) {
    var job = found.first();
    var state = job.map(JobReport::state).orElse(JobState.STOPPED);
    return switch (state) {
      case DONE -> done();
      case FAILED ->
          throw job.flatMap(JobReport::error).map(MaterializeEndpoints::failure).orElseThrow();
      case STOPPED -> HttpAnswers.detail(409, "job " + id + " was stopped");
      case QUEUED, RUNNING ->
          HttpAnswers.detail(
                  503,
                  "the service is being stopped; job %s goes on once it is started again"
                      .formatted(id))
              .retriedAfter(2)
              .closing();
    };
  }

  private static PushException failure(JobFailure failure) {
    return new PushException(failure.kind(), failure.message());
  }

  private static Answer done() {
    var out = new JsonWriter(16);
    out.nothing();
    return Answer.json(200, out);
  }
}
