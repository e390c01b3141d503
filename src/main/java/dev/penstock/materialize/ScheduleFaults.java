package dev.penstock.materialize;

import dev.penstock.model.Definitions;
import dev.penstock.model.PushException;
import dev.penstock.registry.OnlineViews;
import dev.penstock.schedule.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds schedules whose runs fail, or do nothing, as long as views are defined as they are. They
/// are no reason not to start: definitions may be reloaded.
public final class ScheduleFaults {
  private ScheduleFaults() {}

  /// What is wrong, in the order of the schedules, for people.
  public static List<String> of(List<Schedule> schedules, Definitions definitions) {
    return schedules.stream().flatMap(schedule -> faults(schedule, definitions)).toList();
  }

  private static Stream<String> faults(Schedule schedule, Definitions definitions) {
    if (schedule.views().isEmpty()) {
      return ScheduledJobs.views(schedule, definitions).isEmpty()
          ? Stream.of("schedule %s is about no view: none has its tags".formatted(schedule.name()))
          : Stream.empty();
    }
    return schedule.views().stream()
        .flatMap(view -> fault(view, definitions).stream())
        .map(fault -> "runs of schedule %s will fail: %s".formatted(schedule.name(), fault));
  }

  private static Optional<String> fault(String view, Definitions definitions) {
    try {
      var _ = OnlineViews.of(definitions, Optional.of(List.of(view)));
      return Optional.empty();
    } catch (PushException refused) {
      return Optional.ofNullable(refused.getMessage());
    }
  }
}
