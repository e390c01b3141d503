package dev.penstock.jobs;

import dev.penstock.config.MaterializerConfig.Retry;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides whether something that has failed is tried again, and waits until then: twice as long
/// after each failure in a row, and up to half of that at random. For virtual threads.
public final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final Vertx vertx;
  private final Retry config;
  private final RunningJob job;
  private int failures;

  public Retries(Vertx vertx, Retry config, RunningJob job) {
    this.vertx = vertx;
    this.config = config;
    this.job = job;
  }

  /// Something was achieved: whatever fails next is the first in a row.
  public void succeeded() {
    failures = 0;
  }

  /// Waits until it is time for another attempt, or the job is stopped.
  ///
  /// - **Fails** by throwing the failure when another attempt would not help, or there were enough.
  public void await(Throwable cause) {
    var failure = PushException.of(cause);
    failures++;
    if (!failure.kind().retryable() || failures >= config.attempts()) {
      throw failure;
    }
    long pause = pause();
    LOG.atWarn()
        .addKeyValue("job", job.report().id())
        .addKeyValue("kind", failure.kind())
        .log("tried again in {} ms: {}", pause, failure.getMessage());
    var timer = vertx.timer(pause, TimeUnit.MILLISECONDS);
    var _ = Future.any(timer, job.stopping()).await();
    boolean _ = timer.cancel();
  }

  private long pause() {
    long first = config.firstDelay().toMillis();
    long doubled = first << Math.min(failures - 1, 30);
    long longest = Math.min(config.longestDelay().toMillis(), doubled);
    return Math.max(1, longest - ThreadLocalRandom.current().nextLong(longest / 2 + 1));
  }
}
