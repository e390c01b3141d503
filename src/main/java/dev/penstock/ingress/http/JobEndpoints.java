package dev.penstock.ingress.http;

import dev.penstock.bus.JobsFound;
import dev.penstock.bus.JobsQuery;
import dev.penstock.ingress.JobService;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobResult;
import dev.penstock.model.JobState;
import dev.penstock.model.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `/jobs`: what runs long, and how far it is.
final class JobEndpoints {
  private final JobService jobs;
  private final JobWait wait;
  private final JobEvents events;

  JobEndpoints(HttpIngress ingress) {
    jobs = ingress.jobs();
    wait = new JobWait(jobs, ingress.settings().idleTimeout());
    events = new JobEvents(jobs, wait.round());
  }

  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/jobs", Endpoint.get(this::list),
        "/jobs/{id}", Endpoint.get(this::one).and(HttpMethod.DELETE, this::stop),
        "/jobs/{id}/result", Endpoint.get(this::result));
  }

  private Future<Answer> list(Exchange exchange) {
    return jobs.find(JobsQuery.all(state(exchange.request())))
        .map(found -> JobAnswers.of(found.jobs()));
  }

  private Future<Answer> one(Exchange exchange) {
    var request = exchange.request();
    if (JobEvents.areWanted(request)) {
      return jobs.find(JobsQuery.one(exchange.variable()))
          .compose(found ->
              found
                  .first()
                  .map(job -> events.send(request.response(), job))
                  .orElseGet(
                      () -> Future.succeededFuture(JobAnswers.unknown(exchange.variable()))));
    }
    return found(exchange).map(found -> answer(exchange, found, JobAnswers::of));
  }

  private Future<JobsFound> found(Exchange exchange) {
    return Preferences.wait(exchange.request())
        .map(longest -> wait.end(exchange.request(), exchange.variable(), longest))
        .orElseGet(() -> jobs.find(JobsQuery.one(exchange.variable())));
  }

  private Future<Answer> stop(Exchange exchange) {
    return jobs.stop(exchange.variable())
        .map(stopped ->
            stopped.known() ? Answer.empty(204) : JobAnswers.unknown(exchange.variable()));
  }

  private Future<Answer> result(Exchange exchange) {
    return jobs.find(JobsQuery.one(exchange.variable()))
        .compose(found ->
            found
                .first()
                .map(job -> result(exchange.request(), job))
                .orElseGet(() -> Future.succeededFuture(JobAnswers.unknown(exchange.variable()))));
  }

  /// Sends what a job has left.
  static Future<Answer> result(HttpServerRequest request, JobReport job) {
    return job.result()
        .filter(left -> job.state() == JobState.DONE)
        .map(left -> send(request, job.id(), left))
        .orElseGet(() -> Future.succeededFuture(withoutResult(job)));
  }

  private static Answer withoutResult(JobReport job) {
    boolean tooEarly = !job.state().hasEnded() && job.kind().leavesResult();
    return HttpAnswers.detail(
        tooEarly ? 409 : 404,
        "job %s of kind %s is %s, and has no result%s"
            .formatted(job.id(), job.kind().word(), job.state().word(), tooEarly ? " yet" : ""));
  }

  /// An answer that is sent already: a result may be larger than what fits in memory.
  private static Future<Answer> send(HttpServerRequest request, String id, JobResult result) {
    return request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, result.contentType())
        .sendFile(result.file().toString())
        .map(sent -> Answer.empty(200))
        .recover(failure ->
            // Forgotten meanwhile.
            failure instanceof FileNotFoundException
                ? Future.succeededFuture(JobAnswers.unknown(id))
                : Future.failedFuture(Responses.brokenOff(request.response(), failure)));
  }

  private static Answer answer(
      Exchange exchange, JobsFound found, Function<JobReport, Answer> answer) {
    return found.first().map(answer).orElseGet(() -> JobAnswers.unknown(exchange.variable()));
  }

  private static Optional<JobState> state(HttpServerRequest request) {
    return Optional.<String>ofNullable(request.getParam("state"))
        .map(word ->
            JobState.of(word)
                .orElseThrow(() ->
                    new InvalidRequestException(
                        List.of(
                            new Problem(
                                "enum",
                                List.of("query", "state"),
                                "Input should be queued, running, done, failed or stopped",
                                HttpAnswers.quoted(HttpAnswers.cut(word, 100)))),
                        1)));
  }
}
