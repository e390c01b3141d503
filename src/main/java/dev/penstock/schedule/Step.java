package dev.penstock.schedule;

import java.time.Duration;
import java.time.Instant;

/// What is to be done about a schedule.
public sealed interface Step {
  /// How much later than it should a run may begin before its time counts as missed.
  Duration PUNCTUAL = Duration.ofMinutes(1);

  /// Nothing before that; [Instant#MAX] for nothing at all.
  record Wait(Instant until) implements Step {}

  /// A run.
  record Run(Instant due) implements Step {}

  /// Nothing but to note that all up to then needs no run.
  record Note(Instant done) implements Step {}

  /// Decides what is next.
  ///
  /// A run that was begun and has not ended is gone on with, however late it is. Times before a
  /// schedule was first seen are nobody's.
  static Step next(Schedule schedule, Past past, Instant now) {
    if (past.isPaused(schedule)) {
      return new Wait(Instant.MAX);
    }
    if (past.begun().isPresent()) {
      return new Run(past.begun().get());
    }
    return switch (schedule.trigger()) {
      case Trigger.Cron cron when past.done().isEmpty() -> new Note(now);
      case Trigger.Cron cron -> byClock(schedule, cron, past.done().get(), now);
      case Trigger.Delay delay when past.done().isEmpty() -> new Run(now);
      case Trigger.Delay(var delay) -> at(schedule, past.done().get().plus(delay), now);
    };
  }

  private static Step byClock(Schedule schedule, Trigger.Cron cron, Instant done, Instant now) {
    var first = cron.times().next(done);
    if (first.isEmpty() || first.get().isAfter(now)) {
      return new Wait(first.map(schedule::begin).orElse(Instant.MAX));
    }
    var due = cron.times().last(done, now).orElse(first.get());
    boolean late = now.isAfter(schedule.begin(due).plus(PUNCTUAL));
    return late && cron.misfire() == Trigger.Misfire.SKIP ? new Note(due) : at(schedule, due, now);
  }

  private static Step at(Schedule schedule, Instant due, Instant now) {
    var begin = schedule.begin(due);
    return now.isBefore(begin) ? new Wait(begin) : new Run(due);
  }
}
