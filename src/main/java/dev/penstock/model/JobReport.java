package dev.penstock.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How far a job is.
///
/// @param id a name that sorts by time
/// @param views that it is about, in the order of their turns
/// @param window of event time, from the least start of a view to the greatest end
/// @param fraction of the work that is done, about: 0 to 1
/// @param created when it was asked for
/// @param revision greater after each change
public record JobReport(
    String id,
    JobKind kind,
    JobTrigger trigger,
    List<String> views,
    Optional<Interval> window,
    JobState state,
    JobRows rows,
    double fraction,
    Instant created,
    Optional<Instant> started,
    Optional<Instant> ended,
    Optional<JobFailure> error,
    Optional<JobResult> result,
    long revision) {
  public JobReport {
    views = List.copyOf(views);
  }
}
