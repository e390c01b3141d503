package dev.penstock.lease;

import dev.penstock.work.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Time that passes when it is told to. Timers fire in their order, on the thread of the test.
public final class HandClock implements InstantSource, Timers {
  private final List<Timer> timers = new ArrayList<>();
  private Instant now;
  private long nanos;

  private record Timer(Instant at, Runnable action) {}

  public HandClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    var timer = new Timer(now.plus(delay), action);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  public ProcessClock processClock() {
    return new ProcessClock(() -> nanos, this);
  }

  public void pass(Duration duration) {
    var until = now.plus(duration);
    for (var next = next(until); next.isPresent(); next = next(until)) {
      timers.remove(next.get());
      move(Duration.between(now, next.get().at()));
      next.get().action().run();
    }
    move(Duration.between(now, until));
  }

  /// The process is gone: nothing that it waited for happens.
  public void forgetTimers() {
    timers.clear();
  }

  /// Time passes, but nothing happens in the process; afterwards timers fire late.
  public void stopped(Duration duration) {
    move(duration);
  }

  /// The same, and the counter of the process stands still.
  public void slept(Duration duration) {
    now = now.plus(duration);
  }

  /// The wall clock is set to an earlier time.
  public void putBack(Duration duration) {
    now = now.minus(duration);
  }

  private Optional<Timer> next(Instant until) {
    return timers.stream()
        .filter(timer -> !timer.at().isAfter(until))
        .min(Comparator.comparing(Timer::at));
  }

  private void move(Duration duration) {
    if (duration.isPositive()) {
      now = now.plus(duration);
      nanos += duration.toNanos();
    }
  }
}
