package dev.penstock.jobs;

import dev.penstock.model.JobRequest;
import io.vertx.core.Future;

/// What jobs of some kinds do.
///
/// @param <R> what such a job is asked to do
public interface JobWork<R extends JobRequest> {

  /// Decides what a request comes to.
  ///
  /// - **Fails** with a [dev.penstock.model.PushException] for what makes no sense.
  Future<NewJob> plan(R request);

  /// Does a job, or goes on with one that has ended in the middle of it; on a virtual thread, where
  /// it may await.
  ///
  /// - **Fails** by throwing a [dev.penstock.model.PushException]; the job has failed then.
  ///
  /// @return whether all is done; otherwise it was asked to stop
  boolean run(RunningJob job);
}
