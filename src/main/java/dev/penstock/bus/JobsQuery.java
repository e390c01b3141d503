package dev.penstock.bus;

import dev.penstock.model.JobState;
import java.time.Duration;
import java.util.Optional;

/// Asks how far jobs are.
///
/// @param id of one job; without, all
/// @param state of those wanted; without, any
/// @param change for one job: how long to wait for a change
public record JobsQuery(Optional<String> id, Optional<JobState> state, Optional<Change> change) {
  public static JobsQuery all(Optional<JobState> state) {
    return new JobsQuery(Optional.empty(), state, Optional.empty());
  }

  public static JobsQuery one(String id) {
    return new JobsQuery(Optional.of(id), Optional.empty(), Optional.empty());
  }

  /// Waits until a job has changed since it was seen, has ended, or some time is over.
  public static JobsQuery change(String id, long seen, Duration longest) {
    return new JobsQuery(Optional.of(id), Optional.empty(), Optional.of(new Change(seen, longest)));
  }

  /// Waits until a job has ended, or some time is over.
  public static JobsQuery end(String id, Duration longest) {
    return change(id, Long.MAX_VALUE, longest);
  }

  /// What to wait for.
  ///
  /// @param seen revision that is known already
  /// @param longest wait
  public record Change(long seen, Duration longest) {}
}
