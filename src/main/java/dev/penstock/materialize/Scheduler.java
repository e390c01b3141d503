package dev.penstock.materialize;

import dev.penstock.lease.Leases;
import dev.penstock.lease.Tenure;
import dev.penstock.lease.Tenures;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.schedule.Past;
import dev.penstock.schedule.Schedule;
import dev.penstock.schedule.Step;
import dev.penstock.schedule.Trigger;
import dev.penstock.work.Timers;
import dev.penstock.work.Turns;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Runs one schedule whenever it is due, unless another process does.
///
/// Every process looks at what has become of the schedule, and at the time. Who finds a run to be
/// due takes the lease, looks again, notes that the run has begun, runs, and notes that it is done.
/// If the process ends in between, the lease does too, and another one finds a run that was begun.
final class Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final Schedule schedule;
  private final Leases leases;
  private final Tenures tenures;
  private final ScheduledRuns runs;
  private final Turns turns;
  private final Timers timers;
  private final InstantSource clock;
  private final Duration interval;
  private Runnable timer = () -> {};
  private boolean looking;
  private volatile boolean stopped;
  private @Nullable Future<Void> running;
  private @Nullable Attempts attempts;
  private volatile Optional<String> error = Optional.empty();

  /// @param turns bounds how many run at a time
  /// @param interval of looks while nothing is due here: what others do is seen then
  Scheduler(
      Schedule schedule,
      Leases leases,
      Tenures tenures,
      ScheduledRuns runs,
      Turns turns,
      Timers timers,
      InstantSource clock,
      Duration interval) {
    this.schedule = schedule;
    this.leases = leases;
    this.tenures = tenures;
    this.runs = runs;
    this.turns = turns;
    this.timers = timers;
    this.clock = clock;
    this.interval = interval;
  }

  Schedule schedule() {
    return schedule;
  }

  synchronized boolean isRunning() {
    return running != null;
  }

  /// Why the last run here has failed.
  Optional<String> error() {
    return error;
  }

  Future<Past> past() {
    return leases.past(schedule.name());
  }

  /// When it is due again, as far as that is known.
  Optional<Instant> next(Past past) {
    return switch (Step.next(schedule, past, clock.instant())) {
      case Step.Wait(var until) -> Optional.of(until).filter(time -> !time.equals(Instant.MAX));
      case Step.Run(var due) -> Optional.of(due);
      case Step.Note _ -> Optional.empty();
    };
  }

  /// Looks what is to be done, now and from now on.
  void look() {
    synchronized (this) {
      timer.run();
      timer = () -> {};
      if (stopped || looking || running != null) {
        return;
      }
      looking = true;
    }
    past()
        .compose(past -> acted(Step.next(schedule, past, clock.instant())))
        .recover(this::troubled)
        .onComplete(done -> lookLater(done.succeeded() ? done.result() : interval));
  }

  /// Begins a run, due or not, or goes on with one that was interrupted.
  ///
  /// @return false when one is under way, here or elsewhere; true once it has begun
  Future<Boolean> runNow() {
    if (isRunning()) {
      return Future.succeededFuture(false);
    }
    return tenures
        .take(schedule.name())
        .compose(taken ->
            taken.isEmpty()
                ? Future.succeededFuture(false)
                : past()
                    .compose(
                        past -> begun(taken.get(), past, past.begun().orElseGet(clock::instant)))
                    .onFailure(cause -> giveBack(taken.get()))
                    .map(true));
  }

  Future<Void> pause(boolean paused) {
    return leases
        .pause(schedule.name(), paused)
        .onSuccess(done -> {
          if (paused) {
            leave();
          }
          look();
        });
  }

  /// Begins nothing further, and has what runs end; what is not done then, another process may go
  /// on with at once.
  Future<Void> stop() {
    Future<Void> last;
    synchronized (this) {
      stopped = true;
      timer.run();
      last = running == null ? Future.succeededFuture() : running;
    }
    leave();
    return runs.stop().eventually(() -> last).otherwiseEmpty();
  }

  private synchronized void lookLater(Duration delay) {
    looking = false;
    if (!stopped && running == null) {
      timer.run();
      timer = timers.after(delay, this::look);
    }
  }

  private Future<Duration> troubled(Throwable cause) {
    LOG.atWarn()
        .addKeyValue("schedule", schedule.name())
        .log("schedule is looked at again in {}: {}", interval, cause.getMessage());
    return Future.succeededFuture(interval);
  }

  /// @return when to look again
  private Future<Duration> acted(Step step) {
    return switch (step) {
      case Step.Wait(var until) -> Future.succeededFuture(wait(until));
      case Step.Note _, Step.Run _ -> underLease();
    };
  }

  /// A time that is far away is looked at now and then: it may be paused, or another one.
  private Duration wait(Instant until) {
    var now = clock.instant();
    return until.isAfter(now.plus(interval)) ? interval : Duration.between(now, until);
  }

  private Future<Duration> underLease() {
    return tenures
        .take(schedule.name())
        .compose(taken ->
            taken.isEmpty()
                ? Future.succeededFuture(interval)
                : past()
                    .compose(past -> decided(taken.get(), past))
                    .onFailure(cause -> giveBack(taken.get())));
  }

  /// Once the lease is held, nobody else changes anything.
  private Future<Duration> decided(Tenure tenure, Past past) {
    return switch (Step.next(schedule, past, clock.instant())) {
      case Step.Wait(var until) -> tenures.giveBack(tenure).map(back -> wait(until));
      case Step.Note(var done) ->
          leases
              .note(tenure.fence(), Optional.of(done), Optional.empty())
              .eventually(() -> tenures.giveBack(tenure))
              .map(noted -> Duration.ZERO);
      case Step.Run(var due) -> begun(tenure, past, due).map(interval);
    };
  }

  private Future<Void> begun(Tenure tenure, Past past, Instant due) {
    return leases
        .note(tenure.fence(), past.done(), Optional.of(due))
        .compose(noted -> {
          if (!noted || stopped) {
            return Future.failedFuture(
                new PushException(FailureKind.LEASE_LOST, "the run is not begun"));
          }
          start(tenure, past, due);
          return Future.succeededFuture();
        });
  }

  private void start(Tenure tenure, Past past, Instant due) {
    LOG.atInfo()
        .addKeyValue("schedule", schedule.name())
        .addKeyValue("fence", tenure.fence().number())
        .log("run begins, due {}", due);
    Promise<Void> end = Promise.promise();
    var tried =
        new Attempts(
            schedule,
            tenure,
            runs,
            turns,
            timers,
            () -> past().map(now -> now.isPaused(schedule)).otherwise(false),
            cause -> error = Optional.of(String.valueOf(cause.getMessage())));
    synchronized (this) {
      running = end.future();
      attempts = tried;
      timer.run();
    }
    if (stopped) {
      tried.leave();
    }
    tried
        .run()
        .transform(done -> ended(tenure, past, due, tried.areLeft(), done.cause()))
        .eventually(() -> tenures.giveBack(tenure))
        .onComplete(done -> {
          synchronized (this) {
            running = null;
            attempts = null;
          }
          end.complete();
          lookLater(done.succeeded() ? Duration.ZERO : interval);
        });
  }

  private void leave() {
    Attempts now;
    synchronized (this) {
      now = attempts;
    }
    if (now != null) {
      now.leave();
    }
  }

  /// What was interrupted stays begun.
  private Future<Void> ended(
      Tenure tenure, Past past, Instant due, boolean left, @Nullable Throwable cause) {
    var reason = Optional.ofNullable(cause).map(failure -> String.valueOf(failure.getMessage()));
    if (!tenure.isHeld() || stopped || (left && cause != null)) {
      LOG.atWarn()
          .addKeyValue("schedule", schedule.name())
          .log("run is left to whoever takes the lease: {}", reason.orElse("it was stopped"));
      return Future.succeededFuture();
    }
    error = reason;
    LOG.atLevel(cause == null ? Level.INFO : Level.ERROR)
        .addKeyValue("schedule", schedule.name())
        .log("run {}", reason.map(failure -> "has failed: " + failure).orElse("is done"));
    return leases
        .note(tenure.fence(), Optional.of(done(past, due)), Optional.empty())
        .onSuccess(noted -> {
          if (!noted) {
            LOG.atWarn()
                .addKeyValue("schedule", schedule.name())
                .log("the end of the run is not noted: the lease is lost");
          }
        })
        .mapEmpty();
  }

  /// A run that somebody asked for makes up for none that is due.
  private Instant done(Past past, Instant due) {
    return switch (schedule.trigger()) {
      case Trigger.Delay _ -> clock.instant();
      case Trigger.Cron(var times, var misfire) ->
          past.done().map(before -> times.last(before, due).orElse(before)).orElse(due);
    };
  }

  private void giveBack(Tenure tenure) {
    var _ = tenures.giveBack(tenure);
  }
}
