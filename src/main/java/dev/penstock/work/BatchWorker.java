package dev.penstock.work;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Runs blocking work on threads of its own, in natural batches: what arrives while a batch is
/// under way leaves together in the next. A lonely piece of work waits for nothing.
///
/// What waits is bounded by weight; beyond that new work fails with `OVERLOADED` at once.
public final class BatchWorker<T, R> {
  private final Waiting<T, R> waiting;
  private final Ending ending;
  private final Consumer<List<Job<T, R>>> run;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Promise<Void> closed = Promise.promise();
  private int threads;

  /// @param mostWaiting weight of work beyond which new work is refused
  /// @param largestBatch weight beyond which a batch takes no further work
  /// @param weigher weight of a piece of work, at least 1
  /// @param listener told of each batch, before those who wait for it; on the threads of this
  ///   worker
  /// @param run does a batch; it completes or fails each job of it, once what it tells is true
  public BatchWorker(
      String name,
      int threads,
      long mostWaiting,
      long largestBatch,
      ToLongFunction<T> weigher,
      BatchListener listener,
      Consumer<List<Job<T, R>>> run) {
    this.waiting = new Waiting<>(name, mostWaiting, largestBatch, weigher);
    this.ending = new Ending(name, listener);
    this.run = run;
    this.threads = threads;
    for (int thread = 1; thread <= threads; thread++) {
      Thread.ofPlatform().name(name + "-" + thread).daemon().start(this::work);
    }
  }

  /// Does a piece of work in some batch; the future completes on the context of the caller.
  public Future<R> submit(T work) {
    lock.lock();
    try {
      Future<R> answer = waiting.add(work);
      arrived.signal();
      return answer;
    } finally {
      lock.unlock();
    }
  }

  /// Does what was accepted, then ends the threads.
  public Future<Void> close() {
    lock.lock();
    try {
      waiting.close();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    return closed.future();
  }

  private void work() {
    for (var batch = next(); batch != null; batch = next()) {
      run(batch);
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

  private void run(List<Job<T, R>> batch) {
    long begun = System.nanoTime();
    Throwable failure = null;
    try {
      run.accept(batch);
    } catch (Throwable thrown) {
      // Also an Error: without its thread the worker would neither answer nor close any more.
      failure = thrown;
    }
    ending.of(batch, begun, failure);
  }

  /// The next batch, or null when there will be none.
  private @Nullable List<Job<T, R>> next() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (waiting.isClosed()) {
          return null;
        }
        arrived.awaitUninterruptibly();
      }
      return waiting.next();
    } finally {
      lock.unlock();
    }
  }
}
