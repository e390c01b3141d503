package dev.penstock.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// How much of the processors' time the host gave to other machines, by window; zero where Linux
/// does not tell.
final class StolenTime implements AutoCloseable {
  private static final Path STATISTICS = Path.of("/proc/stat");
  private static final int STOLEN = 8;

  private final Duration window;
  private final List<Ticks> seen = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private record Ticks(long stolen, long all) {}

  StolenTime(Duration window) {
    this.window = window;
  }

  /// The first window begins after some nanoseconds.
  void start(long nanos) {
    var _ =
        timer.scheduleAtFixedRate(
            () -> seen.add(ticks()), nanos, window.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// The part that was stolen in the n-th window, from 0 to 1.
  double of(int number) {
    if (number + 1 >= seen.size()) {
      return 0;
    }
    var before = seen.get(number);
    var after = seen.get(number + 1);
    return (after.stolen() - before.stolen()) / (double) Math.max(1, after.all() - before.all());
  }

  /// `cpu user nice system idle iowait irq softirq steal guest guest_nice`, the last two of which
  /// are among the first two.
  private static Ticks ticks() {
    if (!Files.exists(STATISTICS)) {
      return new Ticks(0, 0);
    }
    try (var lines = Files.lines(STATISTICS)) {
      String[] words = lines.findFirst().orElseThrow().split("\\s+", -1);
      return new Ticks(
          Long.parseLong(words[STOLEN]),
          Arrays.stream(words, 1, STOLEN + 1).mapToLong(Long::parseLong).sum());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
