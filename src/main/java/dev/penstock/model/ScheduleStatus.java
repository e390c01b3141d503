package dev.penstock.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A schedule and what becomes of it.
///
/// @param trigger what makes it due, for people: `0 3 * * * Europe/Oslo`, `every PT15M`
/// @param views that it is about
/// @param done the last due time that needs no further run
/// @param begun the due time of the run under way, in whatever process
/// @param running whether that is this process
/// @param next when it is due again; empty while it is paused
/// @param error why the last run of this process has failed
public record ScheduleStatus(
    String name,
    String trigger,
    List<String> views,
    boolean paused,
    boolean running,
    Optional<Instant> done,
    Optional<Instant> begun,
    Optional<Instant> next,
    Optional<String> error) {
  public ScheduleStatus {
    views = List.copyOf(views);
  }
}
