package dev.penstock.materialize;

import dev.penstock.jobs.JobWork;
import dev.penstock.jobs.NewJob;
import dev.penstock.jobs.RunningJob;
import dev.penstock.model.RetrievalRequest;
import io.vertx.core.Future;

/// Stands where nobody asks for history.
final class NoRetrievals implements JobWork<RetrievalRequest> {
  @Override
  public Future<NewJob> plan(RetrievalRequest request) {
    return Future.failedFuture("no history here");
  }

  @Override
  public boolean run(RunningJob job) {
    throw new IllegalStateException("no history here");
  }
}
