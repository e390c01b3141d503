package dev.penstock.ingress.http;

import dev.penstock.bus.JobsQuery;
import dev.penstock.ingress.JobService;
import dev.penstock.model.JobReport;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/// Tells of a job as it goes on, as server-sent events: `progress` now and with each change, `end`
/// once; the connection stays open in between.
final class JobEvents {
  private static final String TYPE = "text/event-stream";

  /// A comment, for whoever closes connections that are quiet.
  private static final String SIGN = ":\n\n";

  private final JobService jobs;
  private final Duration round;

  /// @param round how long nothing may be sent
  JobEvents(JobService jobs, Duration round) {
    this.jobs = jobs;
    this.round = round;
  }

  /// Whether a client asks for events.
  static boolean areWanted(HttpServerRequest request) {
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    return accepted != null && accepted.contains(TYPE);
  }

  /// Sends events until the job has ended, the process is being stopped or the client has gone.
  ///
  /// @return an answer that is sent already
  Future<Answer> send(HttpServerResponse response, JobReport job) {
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    return follow(response, job)
        .compose(ended -> response.end())
        // The client has gone; nobody misses the rest.
        .transform(sent -> Future.succeededFuture(Answer.empty(200)));
  }

  private Future<Void> follow(HttpServerResponse response, JobReport job) {
    boolean ended = job.state().hasEnded();
    return response
        .write(event(job))
        .compose(sent -> ended ? Future.succeededFuture() : change(response, job));
  }

  private Future<Void> change(HttpServerResponse response, JobReport seen) {
    return jobs.find(JobsQuery.change(seen.id(), seen.revision(), round))
        .compose(found -> {
          if (found.first().isEmpty() || response.closed()) {
            return Future.succeededFuture();
          }
          var job = found.first().get();
          if (job.revision() > seen.revision()) {
            return follow(response, job);
          }
          return found.draining()
              ? Future.succeededFuture()
              : response.write(SIGN).compose(sent -> change(response, seen));
        });
  }

  private static String event(JobReport job) {
    return "event: %s\ndata: %s\n\n"
        .formatted(job.state().hasEnded() ? "end" : "progress", JobAnswers.json(job));
  }
}
