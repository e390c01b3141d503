package dev.penstock.bus;

import io.vertx.core.eventbus.EventBus;
import java.util.List;

/// Every address of the event bus, with what is asked and answered there.
public final class Routes {
  public static final Route<OnlineWrite, OnlineWritten> ONLINE_WRITE =
      new Route<>("online.write", OnlineWrite.class, OnlineWritten.class);
  public static final Route<OfflineWrite, OfflineWritten> OFFLINE_WRITE =
      new Route<>("offline.write", OfflineWrite.class, OfflineWritten.class);
  public static final Route<JobSubmission, JobSubmitted> JOB_SUBMIT =
      new Route<>("job.submit", JobSubmission.class, JobSubmitted.class);
  public static final Route<JobsQuery, JobsFound> JOBS_FIND =
      new Route<>("jobs.find", JobsQuery.class, JobsFound.class);
  public static final Route<JobStop, JobStopped> JOB_STOP =
      new Route<>("job.stop", JobStop.class, JobStopped.class);
  public static final Route<SchedulesQuery, SchedulesFound> SCHEDULES_FIND =
      new Route<>("schedules.find", SchedulesQuery.class, SchedulesFound.class);
  public static final Route<ScheduleCommand, ScheduleObeyed> SCHEDULE_COMMAND =
      new Route<>("schedule.command", ScheduleCommand.class, ScheduleObeyed.class);

  private Routes() {}

  /// Makes the messages of all routes known to a bus. Called once, before the first verticle
  /// starts.
  public static void register(EventBus bus) {
    List.of(
            ONLINE_WRITE,
            OFFLINE_WRITE,
            JOB_SUBMIT,
            JOBS_FIND,
            JOB_STOP,
            SCHEDULES_FIND,
            SCHEDULE_COMMAND)
        .forEach(route -> route.register(bus));
  }
}
