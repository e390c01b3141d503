package dev.penstock.work;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A piece of work and how it ended. The first ending counts.
public final class Job<T, R> {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

  private final T work;
  private final long weight;
  private final @Nullable Context context = Vertx.currentContext();
  private final Promise<R> promise = Promise.promise();
  private @Nullable R result;
  private @Nullable Throwable failure;
  private boolean ended;

  Job(T work, long weight) {
    this.work = work;
    this.weight = weight;
  }

  public T work() {
    return work;
  }

  long weight() {
    return weight;
  }

  Future<R> future() {
    return promise.future();
  }

  public void complete(R value) {
    if (!ended) {
      ended = true;
      result = value;
    }
  }

  /// Whether it was completed or failed.
  boolean hasEnded() {
    return ended;
  }

  public void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      failure = cause;
    }
  }

  /// Completes the futures of a batch, each on the context of its caller, with one hop per context.
  static <T, R> void tell(List<Job<T, R>> batch) {
    Map<@Nullable Context, List<Job<T, R>>> byContext = new LinkedHashMap<>();
    batch.forEach(job -> byContext.computeIfAbsent(job.context, key -> new ArrayList<>()).add(job));
    byContext.forEach((context, jobs) -> {
      if (context == null) {
        tellHere(jobs);
      } else {
        tellOn(context, jobs);
      }
    });
  }

  private static <T, R> void tellOn(Context context, List<Job<T, R>> jobs) {
    try {
      context.runOnContext(turn -> tellHere(jobs));
    } catch (RejectedExecutionException gone) {
      // The caller's event loop has ended; whoever waits elsewhere still has to hear of it.
      tellHere(jobs);
    }
  }

  private static <T, R> void tellHere(List<Job<T, R>> jobs) {
    for (var job : jobs) {
      try {
        job.tell();
      } catch (Throwable thrown) {
        // One listener's fault must not keep the others waiting, nor end the thread.
        LOG.error("a listener failed", thrown);
      }
    }
  }

  private void tell() {
    if (failure == null) {
      promise.complete(result);
    } else {
      promise.fail(failure);
    }
  }
}
