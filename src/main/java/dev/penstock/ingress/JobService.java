package dev.penstock.ingress;

import dev.penstock.bus.JobStop;
import dev.penstock.bus.JobStopped;
import dev.penstock.bus.JobSubmission;
import dev.penstock.bus.JobSubmitted;
import dev.penstock.bus.JobsFound;
import dev.penstock.bus.JobsQuery;
import dev.penstock.bus.Routes;
import dev.penstock.model.JobRequest;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;

/// Asks for jobs, and how far they are.
///
/// - **Fails** with `DRAINING` when the process is being stopped.
public final class JobService {
  private final EventBus bus;
  private final Duration timeout;

  /// @param timeout of an answer, in addition to what the question waits for
  public JobService(EventBus bus, Duration timeout) {
    this.bus = bus;
    this.timeout = timeout;
  }

  public Future<JobSubmitted> submit(JobRequest request) {
    return Routes.JOB_SUBMIT.ask(bus, new JobSubmission(request), timeout);
  }

  public Future<JobsFound> find(JobsQuery query) {
    var longest = query.change().map(JobsQuery.Change::longest).orElse(Duration.ZERO);
    return Routes.JOBS_FIND.ask(bus, query, timeout.plus(longest));
  }

  public Future<JobStopped> stop(String id) {
    return Routes.JOB_STOP.ask(bus, new JobStop(id), timeout);
  }
}
