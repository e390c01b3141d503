package dev.penstock.config;

import dev.penstock.schedule.Schedule;
import java.time.Duration;
import java.util.List;

/// The verticle that has schedules run.
///
/// @param concurrentRuns under way at a time in this process
/// @param leaseTime after which another process takes over from one that gives no sign of life
public record SchedulerConfig(int concurrentRuns, Duration leaseTime, List<Schedule> schedules) {
  static final Range CONCURRENT = new Range(1, 64);

  public SchedulerConfig {
    CONCURRENT.check("concurrentRuns", concurrentRuns);
    schedules = List.copyOf(schedules);
  }
}
