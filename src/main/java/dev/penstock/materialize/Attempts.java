package dev.penstock.materialize;

import dev.penstock.lease.Tenure;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.schedule.Schedule;
import dev.penstock.work.Timers;
import dev.penstock.work.Turns;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries one run of a schedule as often as the schedule wants it, with back-off.
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Schedule schedule;
  private final Tenure tenure;
  private final ScheduledRuns runs;
  private final Turns turns;
  private final Timers timers;
  private final Supplier<Future<Boolean>> paused;
  private final Consumer<Throwable> failed;
  private boolean left;
  private Runnable wake = () -> {};

  /// @param turns bounds how many are under way at a time; others have theirs during the back-off
  /// @param paused whether the schedule is, which another process may have been told
  /// @param failed is told of each attempt that has
  Attempts(
      Schedule schedule,
      Tenure tenure,
      ScheduledRuns runs,
      Turns turns,
      Timers timers,
      Supplier<Future<Boolean>> paused,
      Consumer<Throwable> failed) {
    this.schedule = schedule;
    this.tenure = tenure;
    this.runs = runs;
    this.turns = turns;
    this.timers = timers;
    this.paused = paused;
    this.failed = failed;
  }

  /// - **Fails** as the last attempt does, or when no further one is made.
  Future<Void> run() {
    return attempt(1);
  }

  /// Makes no further attempt; one that is under way goes on.
  void leave() {
    Runnable waiting;
    synchronized (this) {
      left = true;
      waiting = wake;
    }
    waiting.run();
  }

  synchronized boolean areLeft() {
    return left;
  }

  private Future<Void> attempt(int number) {
    return turns
        .take(() -> isOver() ? over() : runs.run(schedule, tenure))
        .recover(cause -> {
          if (isOver() || number >= schedule.retry().attempts()) {
            return Future.failedFuture(cause);
          }
          failed.accept(cause);
          var pause = schedule.retry().after(number);
          LOG.atWarn()
              .addKeyValue("schedule", schedule.name())
              .log(
                  "attempt {} has failed, the next follows in {}: {}",
                  number,
                  pause,
                  cause.getMessage());
          return after(pause).compose(next -> unlessPaused()).compose(next -> attempt(number + 1));
        });
  }

  private Future<Void> after(Duration pause) {
    Promise<Void> later = Promise.promise();
    var timer = timers.after(pause, later::tryComplete);
    boolean late;
    synchronized (this) {
      late = left;
      wake =
          () -> {
            timer.run();
            boolean _ = later.tryComplete();
          };
    }
    if (late) {
      leave();
    }
    return later.future();
  }

  private Future<Void> unlessPaused() {
    return paused
        .get()
        .map(now -> {
          if (now) {
            leave();
          }
          return null;
        });
  }

  private boolean isOver() {
    return areLeft() || !tenure.isHeld();
  }

  private static Future<Void> over() {
    return Future.failedFuture(
        new PushException(FailureKind.LEASE_LOST, "nothing further is tried"));
  }
}
