package dev.penstock.online.redis;

import dev.penstock.work.Timers;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How a materialization shares servers with the reads of this process: alone it goes on without a
/// pause, several parts at a time; beside reads it writes one part, and then leaves the servers to
/// them for twice as long as that took. The slower a server is, the longer it is left alone.
final class ReadsFirst {
  /// Of a part.
  static final int ROWS = 64;

  private static final long RECENT_NANOS = 100_000_000;
  private static final int REST_TIMES = 2;

  private static final long LONGEST_REST_NANOS = 20_000_000;

  // A chunk must be written before whoever waits for it gives up.
  private static final long LONGEST_RESTS_OF_CHUNK_NANOS = 10_000_000_000L;

  private final Timers timers;
  private final LongSupplier clock;
  private volatile long lastRead;

  /// @param clock nanoseconds since whenever
  ReadsFirst(Timers timers, LongSupplier clock) {
    this.timers = timers;
    this.clock = clock;
    this.lastRead = clock.getAsLong() - RECENT_NANOS;
  }

  /// Somebody reads.
  void read() {
    lastRead = clock.getAsLong();
  }

  /// How many parts may be under way now.
  ///
  /// @param alone how many may be while nobody reads
  int parts(int alone) {
    return isRead() ? 1 : alone;
  }

  /// When rows are being written.
  long begin() {
    return clock.getAsLong();
  }

  /// Goes on once the servers were left alone for long enough.
  ///
  /// @param begun when the last rows were, see [#begin()]
  /// @param rows of all the chunk
  void rest(long begun, int rows, Runnable next) {
    if (!isRead()) {
      next.run();
      return;
    }
    long longest = LONGEST_RESTS_OF_CHUNK_NANOS / Math.ceilDiv(rows, ROWS);
    long rest =
        Math.min(Math.min(LONGEST_REST_NANOS, longest), REST_TIMES * (clock.getAsLong() - begun));
    var _ = timers.after(Duration.ofNanos(rest), next);
  }

  private boolean isRead() {
    return clock.getAsLong() - lastRead < RECENT_NANOS;
  }
}
