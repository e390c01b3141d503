package dev.penstock.materialize;

import dev.penstock.lease.Tenure;
import dev.penstock.schedule.Schedule;
import io.vertx.core.Future;

/// Does what a schedule is there for.
public interface ScheduledRuns {
  /// Runs.
  ///
  /// - **Fails** when the run has; another attempt may follow.
  ///
  /// @param tenure has to be held by whoever writes
  /// @return succeeds when all is done, or somebody has stopped it
  Future<Void> run(Schedule schedule, Tenure tenure);

  /// Has every run end soon, done or not.
  Future<Void> stop();
}
