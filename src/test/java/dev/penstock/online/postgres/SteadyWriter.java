package dev.penstock.online.postgres;

import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.FeatureView;
import dev.penstock.model.Precedence;
import dev.penstock.online.OnlineStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// Writes row after row, each newer than the one before, and remembers what was acknowledged.
final class SteadyWriter {
  /// Three attempts and the pauses between them, with some time to spare on a busy machine.
  static final Duration LONGEST = Duration.ofSeconds(8);

  private static final int MORE = 10;

  private final OnlineStore store;
  private final FeatureView view;
  private final Map<String, Long> acknowledged = new HashMap<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final AtomicInteger written = new AtomicInteger();
  private volatile boolean stopped;
  private volatile Duration longest = Duration.ZERO;

  SteadyWriter(OnlineStore store, FeatureView view) {
    this.store = store;
    this.view = view;
    this.thread = Thread.ofPlatform().start(this::write);
  }

  /// The greatest time that was acknowledged of each key; complete once stopped.
  Map<String, Long> acknowledged() {
    return acknowledged;
  }

  List<Throwable> failures() {
    return failures;
  }

  /// How long the longest write took.
  Duration longest() {
    return longest;
  }

  void awaitMoreWritten() {
    await("writes", written::get, written.get() + MORE);
  }

  void awaitMoreFailures() {
    await("failures", failures::size, failures.size() + 2);
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  private void write() {
    for (int time = 1; !stopped; time++) {
      String key = "k" + time % 7;
      long start = System.nanoTime();
      try {
        var row = rows(view, keys(key), time, time, new byte[] {0x20, 1});
        store.upsert(row, Precedence.PUSH).await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        acknowledged.put(key, (long) time);
        written.incrementAndGet();
      } catch (TimeoutException hanging) {
        failures.add(new AssertionError("a write hangs", hanging));
        return;
      } catch (RuntimeException failed) {
        failures.add(failed);
        LockSupport.parkNanos(1_000_000);
      }
      var took = Duration.ofNanos(System.nanoTime() - start);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
  }

  private Object last() {
    return failures.isEmpty() ? "none" : failures.getLast();
  }

  private void await(String what, IntSupplier count, int wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (count.getAsInt() < wanted) {
      assertThat(System.nanoTime())
          .as("time for %s %s, last failure %s", wanted, what, last())
          .isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
