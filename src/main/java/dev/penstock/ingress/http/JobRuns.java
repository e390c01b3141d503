package dev.penstock.ingress.http;

import dev.penstock.bus.JobSubmitted;
import dev.penstock.bus.JobsFound;
import dev.penstock.ingress.JobService;
import dev.penstock.model.JobFailure;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRequest;
import dev.penstock.model.JobState;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.function.Function;

/// Has jobs done for those who ask for them, who wait for the end or not.
final class JobRuns {
  private static final Duration TO_THE_END = Duration.ofDays(3_650);

  private final JobService jobs;
  private final JobWait wait;

  JobRuns(HttpIngress ingress) {
    this.jobs = ingress.jobs();
    this.wait = new JobWait(jobs, ingress.settings().idleTimeout());
  }

  /// @param async whether to answer at once
  /// @param done answers when the job is
  Future<Answer> run(
      Exchange exchange,
      JobRequest request,
      boolean async,
      Function<JobReport, Future<Answer>> done) {
    return jobs.submit(request).compose(submitted -> answer(exchange, submitted, async, done));
  }

  private Future<Answer> answer(
      Exchange exchange,
      JobSubmitted submitted,
      boolean async,
      Function<JobReport, Future<Answer>> done) {
    if (submitted.job().isEmpty()) {
      return Future.succeededFuture(JobAnswers.conflict(submitted.conflicts()));
    }
    var job = submitted.job().get();
    exchange.request().response().putHeader(HttpHeaders.LOCATION, "/jobs/" + job.id());
    return async
        ? Future.succeededFuture(JobAnswers.accepted(job))
        : wait.end(exchange.request(), job.id(), TO_THE_END)
            .compose(found -> outcome(found, job.id(), done));
  }

  private static Future<Answer> outcome(
      JobsFound found, String id, Function<JobReport, Future<Answer>> done) {
    var job = found.first();
    var state = job.map(JobReport::state).orElse(JobState.STOPPED);
    return switch (state) {
      case DONE -> done.apply(job.orElseThrow());
      case FAILED ->
          Future.failedFuture(job.flatMap(JobReport::error).map(JobRuns::failure).orElseThrow());
      case STOPPED -> Future.succeededFuture(HttpAnswers.detail(409, "job " + id + " was stopped"));
      case QUEUED, RUNNING ->
          Future.succeededFuture(
              HttpAnswers.detail(
                      503,
                      "the service is being stopped; job %s goes on once it is started again"
                          .formatted(id))
                  .retriedAfter(2)
                  .closing());
    };
  }

  private static PushException failure(JobFailure failure) {
    return new PushException(failure.kind(), failure.message());
  }
}
