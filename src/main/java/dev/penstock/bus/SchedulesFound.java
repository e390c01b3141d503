package dev.penstock.bus;

import dev.penstock.model.ScheduleStatus;
import java.util.List;

/// The answer to a [SchedulesQuery].
///
/// @param schedules in the order of the configuration
public record SchedulesFound(List<ScheduleStatus> schedules) {
  public SchedulesFound {
    schedules = List.copyOf(schedules);
  }
}
