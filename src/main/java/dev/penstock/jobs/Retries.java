package dev.penstock.jobs;

import dev.penstock.config.MaterializerConfig.Retry;
import dev.penstock.model.PushException;
import dev.penstock.work.Doubling;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides whether something that has failed is tried again, and waits until then. For virtual
/// threads.
public final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final Vertx vertx;
  private final Retry config;
  private final RunningJob job;
  private final Doubling pauses;
  private int failures;

  public Retries(Vertx vertx, Retry config, RunningJob job) {
    this.vertx = vertx;
    this.config = config;
    this.job = job;
    this.pauses = new Doubling(config.firstDelay(), config.longestDelay());
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
    long pause = pauses.pause(failures).toMillis();
    LOG.atWarn()
        .addKeyValue("job", job.report().id())
        .addKeyValue("kind", failure.kind())
        .log("tried again in {} ms: {}", pause, failure.getMessage());
    var timer = vertx.timer(pause, TimeUnit.MILLISECONDS);
    var _ = Future.any(timer, job.stopping()).await();
    boolean _ = timer.cancel();
  }
}
