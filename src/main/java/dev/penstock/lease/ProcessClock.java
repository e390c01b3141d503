package dev.penstock.lease;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// How long something has taken for everybody else, whatever has happened to this process.
///
/// A process that is stopped (`SIGSTOP`, a paused container, a long collection of garbage) does not
/// stop the clock of the kernel behind [System#nanoTime()]. A machine that sleeps does, but the
/// wall clock is right again when it wakes up. The greater of both counts: a wall clock that is put
/// forward costs a lease, which is harmless, and one that is put back does not prolong any.
///
/// @param nanos never goes back, but may stand still while the machine sleeps
public record ProcessClock(LongSupplier nanos, InstantSource wall) {
  public static final ProcessClock SYSTEM =
      new ProcessClock(System::nanoTime, InstantSource.system());

  /// Some point in time.
  record Mark(long nanos, Instant wall) {}

  Mark now() {
    return new Mark(nanos.getAsLong(), wall.instant());
  }

  Duration since(Mark mark) {
    var counted = Duration.ofNanos(nanos.getAsLong() - mark.nanos());
    var shown = Duration.between(mark.wall(), wall.instant());
    return counted.compareTo(shown) > 0 ? counted : shown;
  }
}
