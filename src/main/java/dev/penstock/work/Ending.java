package dev.penstock.work;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What follows a batch, however it went: the listener is told first, then those who wait.
///
/// @param name of the work, for those who would get no answer
record Ending(String name, BatchListener listener) {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /// Ends a batch; whoever has no answer fails.
  ///
  /// @param begun on the clock of [System#nanoTime]
  /// @param failure of the batch as a whole
  <T, R> void of(List<Job<T, R>> batch, long begun, @Nullable Throwable failure) {
    if (!batch.stream().allMatch(Job::hasEnded)) {
      var cause =
          failure == null ? new IllegalStateException(name + " left a job unanswered") : failure;
      batch.forEach(job -> job.fail(cause));
    }
    long weight = batch.stream().mapToLong(Job::weight).sum();
    try {
      listener.ended(batch.size(), weight, Duration.ofNanos(System.nanoTime() - begun));
    } catch (Throwable thrown) {
      // Also an Error: the answers of the batch do not hang on it, nor what follows.
      LOG.error("a listener of {} failed", name, thrown);
    }
    Job.tell(batch);
  }
}
