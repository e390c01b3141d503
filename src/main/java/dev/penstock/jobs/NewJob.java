package dev.penstock.jobs;

import dev.penstock.model.Interval;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobTrigger;
import java.util.List;
import java.util.Optional;

/// A job that somebody has planned.
///
/// @param views that it is about; no other job may write one of them while this one does
/// @param detail what its work has to know, in words of its own; kept on disk
/// @param enclosure kept beside the job until it has ended
/// @param mayWait whether it waits for other jobs on its views, instead of being refused
public record NewJob(
    JobKind kind,
    JobTrigger trigger,
    List<String> views,
    Optional<Interval> window,
    String detail,
    Enclosure enclosure,
    boolean mayWait) {
  public NewJob {
    views = List.copyOf(views);
  }

  /// A job that keeps nothing beside it.
  public NewJob(
      JobKind kind,
      JobTrigger trigger,
      List<String> views,
      Optional<Interval> window,
      String detail,
      boolean mayWait) {
    this(kind, trigger, views, window, detail, Enclosure.NONE, mayWait);
  }
}
