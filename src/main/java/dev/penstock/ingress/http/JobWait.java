package dev.penstock.ingress.http;

import dev.penstock.bus.JobsFound;
import dev.penstock.bus.JobsQuery;
import dev.penstock.ingress.JobService;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/// Waits for the end of a job, for as long as somebody waits for the answer. Meanwhile the client
/// is sent `100 Continue` now and then, which HTTP lets a server do, or a ping of HTTP/2: neither
/// side may take the connection for a quiet one.
final class JobWait {
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
  private static final int PING_BYTES = 8;

  private final JobService jobs;
  private final Duration round;

  JobWait(JobService jobs, Duration idleTimeout) {
    this.jobs = jobs;
    var third = idleTimeout.dividedBy(3);
    this.round = third.compareTo(LONGEST_ROUND) < 0 ? third : LONGEST_ROUND;
  }

  /// How long one question may wait.
  Duration round() {
    return round;
  }

  /// Finds the job when it has ended, or as it is when the time is over, the process is being
  /// stopped, or the client has gone.
  Future<JobsFound> end(HttpServerRequest request, String id, Duration longest) {
    return end(request, id, System.nanoTime(), longest);
  }

  private Future<JobsFound> end(
      HttpServerRequest request, String id, long begun, Duration longest) {
    var left = longest.minusNanos(System.nanoTime() - begun);
    var next = left.compareTo(round) < 0 ? left : round;
    var query = next.isPositive() ? JobsQuery.end(id, next) : JobsQuery.one(id);
    return jobs.find(query)
        .compose(found -> {
          boolean ended = found.first().map(job -> job.state().hasEnded()).orElse(true);
          if (ended || found.draining() || !next.isPositive() || request.response().closed()) {
            return Future.succeededFuture(found);
          }
          sendSign(request);
          return end(request, id, begun, longest);
        });
  }

  private static void sendSign(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      Future<Buffer> _ = request.connection().ping(Buffer.buffer(new byte[PING_BYTES]));
    } else if (request.version() == HttpVersion.HTTP_1_1) {
      Future<Void> _ = request.response().writeContinue();
    }
  }
}
