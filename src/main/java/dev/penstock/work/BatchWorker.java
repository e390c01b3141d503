package dev.penstock.work;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs blocking work on threads of its own, in natural batches: what arrives while a batch is
/// under way leaves together in the next. A lonely piece of work waits for nothing.
///
/// What waits is bounded by weight; beyond that new work fails with `OVERLOADED` at once.
public final class BatchWorker<T, R> {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);

  private final String name;
  private final int mostWaiting;
  private final int largestBatch;
  private final ToIntFunction<T> weigher;
  private final Consumer<List<Job<T, R>>> run;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Job<T, R>> waiting = new ArrayDeque<>();
  private final Promise<Void> closed = Promise.promise();
  private int waitingWeight;
  private int threads;
  private boolean closing;

  /// @param mostWaiting weight of work beyond which new work is refused
  /// @param largestBatch weight beyond which a batch takes no further work
  /// @param weigher weight of a piece of work, at least 1
  /// @param run does a batch; it completes or fails each job of it, once what it tells is true
  public BatchWorker(
      String name,
      int threads,
      int mostWaiting,
      int largestBatch,
      ToIntFunction<T> weigher,
      Consumer<List<Job<T, R>>> run) {
    this.name = name;
    this.mostWaiting = mostWaiting;
    this.largestBatch = largestBatch;
    this.weigher = weigher;
    this.run = run;
    this.threads = threads;
    for (int thread = 1; thread <= threads; thread++) {
      Thread.ofPlatform().name(name + "-" + thread).daemon().start(this::work);
    }
  }

  /// Does a piece of work in some batch; the future completes on the context of the caller.
  public Future<R> submit(T work) {
    var job = new Job<T, R>(work, weigher.applyAsInt(work), Vertx.currentContext());
    lock.lock();
    try {
      if (closing) {
        return Future.failedFuture(
            new PushException(FailureKind.DRAINING, name + " is being closed"));
      }
      // A piece heavier than the bound still gets its turn, alone.
      if (waitingWeight > 0 && job.weight > mostWaiting - waitingWeight) {
        return Future.failedFuture(
            new PushException(FailureKind.OVERLOADED, name + " has too much waiting"));
      }
      waitingWeight += job.weight;
      waiting.add(job);
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return job.promise.future();
  }

  /// Weight of what waits for the next batch.
  public int waiting() {
    lock.lock();
    try {
      return waitingWeight;
    } finally {
      lock.unlock();
    }
  }

  /// Does what was accepted, then ends the threads.
  public Future<Void> close() {
    lock.lock();
    try {
      closing = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    return closed.future();
  }

  private void work() {
    for (var batch = next(); batch != null; batch = next()) {
      try {
        run.accept(batch);
        batch.forEach(job -> job.fail(new IllegalStateException(name + " left a job unanswered")));
      } catch (Throwable failure) {
        // Also an Error: without its thread the worker would neither answer nor close any more.
        batch.forEach(job -> job.fail(failure));
      }
      tell(batch);
    }
    lock.lock();
    try {
      if (--threads > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    closed.complete();
  }

  /// The next batch, or null when there will be none.
  private @Nullable List<Job<T, R>> next() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closing) {
          return null;
        }
        arrived.awaitUninterruptibly();
      }
      var batch = new ArrayList<Job<T, R>>();
      int weight = 0;
      do {
        var job = waiting.remove();
        weight += job.weight;
        batch.add(job);
      } while (!waiting.isEmpty() && weight < largestBatch);
      waitingWeight -= weight;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Completes the futures of a batch, with one hop per context.
  private static <T, R> void tell(List<Job<T, R>> batch) {
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
      } catch (RuntimeException thrown) {
        // One listener's fault must not keep the others waiting, nor end the thread.
        LOG.error("a listener failed", thrown);
      }
    }
  }

  /// A piece of work and how it ended. The first ending counts.
  public static final class Job<T, R> {
    private final T work;
    private final int weight;
    private final @Nullable Context context;
    private final Promise<R> promise = Promise.promise();
    private @Nullable R result;
    private @Nullable Throwable failure;
    private boolean ended;

    private Job(T work, int weight, @Nullable Context context) {
      this.work = work;
      this.weight = weight;
      this.context = context;
    }

    public T work() {
      return work;
    }

    public void complete(R value) {
      if (!ended) {
        ended = true;
        result = value;
      }
    }

    public void fail(Throwable cause) {
      if (!ended) {
        ended = true;
        failure = cause;
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
}
