package dev.penstock.jobs;

import dev.penstock.model.JobRequest;
import dev.penstock.model.JobState;
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

  /// What is kept of the detail of a job that has ended, for as long as the job is: little, as
  /// there are many of these. Nothing, unless somebody has a use for it besides the report and the
  /// result.
  ///
  /// @param end how it has ended
  /// @param detail see [NewJob]; perhaps what is kept already
  default String detailAfter(JobState end, String detail) {
    return "";
  }
}
