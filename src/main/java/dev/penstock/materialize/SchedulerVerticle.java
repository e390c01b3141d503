package dev.penstock.materialize;

import static dev.penstock.bus.Routes.SCHEDULES_FIND;
import static dev.penstock.bus.Routes.SCHEDULE_COMMAND;

import dev.penstock.bus.ScheduleCommand;
import dev.penstock.bus.ScheduleObeyed;
import dev.penstock.bus.SchedulesFound;
import dev.penstock.bus.SchedulesQuery;
import dev.penstock.bus.Serving;
import dev.penstock.config.SchedulerConfig;
import dev.penstock.lease.Leases;
import dev.penstock.lease.Tenures;
import dev.penstock.model.Definitions;
import dev.penstock.model.ScheduleStatus;
import dev.penstock.schedule.Past;
import dev.penstock.schedule.Trigger;
import dev.penstock.work.Timers;
import dev.penstock.work.Turns;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the schedules of the configuration when they are due. One instance to a process; of several
/// processes with the same schedules, one runs each.
public final class SchedulerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerVerticle.class);

  private final SchedulerConfig config;
  private final Leases leases;
  private final Tenures tenures;
  private final ScheduledRuns runs;
  private final Supplier<Definitions> definitions;
  private final InstantSource clock;
  private List<Scheduler> schedulers = List.of();
  private List<Serving> served = List.of();

  /// @param tenures of the same leases
  /// @param definitions those in use
  public SchedulerVerticle(
      SchedulerConfig config,
      Leases leases,
      Tenures tenures,
      ScheduledRuns runs,
      Supplier<Definitions> definitions,
      InstantSource clock) {
    this.config = config;
    this.leases = leases;
    this.tenures = tenures;
    this.runs = runs;
    this.definitions = definitions;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    var turns = new Turns(config.concurrentRuns());
    var timers = Timers.of(vertx);
    // A lease that ends is seen soon enough, and one that is held is not asked for all the time.
    var interval = config.leaseTime().dividedBy(3);
    schedulers =
        config.schedules().stream()
            .map(schedule ->
                new Scheduler(schedule, leases, tenures, runs, turns, timers, clock, interval))
            .toList();
    ScheduleFaults.of(config.schedules(), definitions.get())
        .forEach(fault -> LOG.warn("{}", fault));
    schedulers.forEach(Scheduler::look);
    served =
        List.of(
            SCHEDULES_FIND.serve(vertx.eventBus(), this::find),
            SCHEDULE_COMMAND.serve(vertx.eventBus(), this::obey));
    return Future.all(served.stream().map(Serving::ready).toList());
  }

  @Override
  public Future<?> stop() {
    return Future.join(schedulers.stream().map(Scheduler::stop).toList())
        .eventually(() -> Future.join(served.stream().map(Serving::drain).toList()));
  }

  private Future<SchedulesFound> find(SchedulesQuery query) {
    var found = schedulers.stream().map(this::status).toList();
    return Future.all(found)
        .map(all -> new SchedulesFound(found.stream().map(Future::result).toList()));
  }

  private Future<ScheduleObeyed> obey(ScheduleCommand command) {
    return schedulers.stream()
        .filter(scheduler -> scheduler.schedule().name().equals(command.name()))
        .findFirst()
        .map(scheduler -> obey(scheduler, command.action()))
        .orElseGet(() -> Future.succeededFuture(new ScheduleObeyed(Optional.empty(), false)));
  }

  private Future<ScheduleObeyed> obey(Scheduler scheduler, ScheduleCommand.Action action) {
    var done =
        switch (action) {
          case RUN -> scheduler.runNow();
          case PAUSE -> scheduler.pause(true).map(true);
          case RESUME -> scheduler.pause(false).map(true);
        };
    return done.compose(obeyed ->
        status(scheduler).map(status -> new ScheduleObeyed(Optional.of(status), !obeyed)));
  }

  private Future<ScheduleStatus> status(Scheduler scheduler) {
    return scheduler.past().map(status(scheduler, scheduler.isRunning()));
  }

  private Function<Past, ScheduleStatus> status(Scheduler scheduler, boolean running) {
    var schedule = scheduler.schedule();
    var trigger =
        switch (schedule.trigger()) {
          case Trigger.Cron(var times, var misfire) -> times.toString();
          case Trigger.Delay(var delay) -> "every " + delay;
        };
    return past ->
        new ScheduleStatus(
            schedule.name(),
            trigger,
            ScheduledJobs.views(schedule, definitions.get()),
            past.isPaused(schedule),
            running,
            past.done(),
            past.begun(),
            past.begun().isPresent() ? Optional.empty() : scheduler.next(past),
            scheduler.error());
  }
}
