package dev.penstock.work;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Runs asynchronous work in natural batches: what arrives while all lanes are busy leaves together
/// in the next batch. A lonely piece of work waits for nothing. [BatchWorker] does the same for
/// blocking work.
///
/// What waits is bounded by weight; beyond that new work fails with `OVERLOADED` at once.
public final class BatchPipeline<T, R> {
  private final int lanes;
  private final Ending ending;
  private final Function<List<Job<T, R>>, Future<?>> run;
  private final ReentrantLock lock = new ReentrantLock();
  private final Waiting<T, R> waiting;
  private final Promise<Void> closed = Promise.promise();
  private int busy;

  /// @param lanes batches under way at a time
  /// @param mostWaiting weight of work beyond which new work is refused
  /// @param largestBatch weight beyond which a batch takes no further work
  /// @param weigher weight of a piece of work, at least 1
  /// @param listener told of each batch, before those who wait for it
  /// @param run does a batch; by the time its future ends it has completed or failed each job, one
  ///   thread at a time
  public BatchPipeline(
      String name,
      int lanes,
      long mostWaiting,
      long largestBatch,
      ToLongFunction<T> weigher,
      BatchListener listener,
      Function<List<Job<T, R>>, Future<?>> run) {
    this.lanes = lanes;
    this.ending = new Ending(name, listener);
    this.run = run;
    this.waiting = new Waiting<>(name, mostWaiting, largestBatch, weigher);
  }

  /// Does a piece of work in some batch; the future completes on the context of the caller.
  public Future<R> submit(T work) {
    Future<R> answer;
    List<Job<T, R>> batch;
    lock.lock();
    try {
      answer = waiting.add(work);
      batch = next();
    } finally {
      lock.unlock();
    }
    start(batch);
    return answer;
  }

  /// Does what was accepted and takes nothing further.
  public Future<Void> close() {
    boolean idle;
    lock.lock();
    try {
      waiting.close();
      idle = busy == 0 && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
    if (idle) {
      closed.tryComplete();
    }
    return closed.future();
  }

  /// What a free lane takes on; empty when none is free or nothing waits.
  private List<Job<T, R>> next() {
    if (busy == lanes || waiting.isEmpty()) {
      return List.of();
    }
    busy++;
    return waiting.next();
  }

  private void start(List<Job<T, R>> batch) {
    if (!batch.isEmpty()) {
      long begun = System.nanoTime();
      var _ =
          ran(batch)
              .onComplete(done -> {
                ending.of(batch, begun, done.cause());
                goOn();
              });
    }
  }

  private Future<?> ran(List<Job<T, R>> batch) {
    try {
      return run.apply(batch);
    } catch (Throwable thrown) {
      // Also an Error: the lane would stay busy and nobody be answered.
      return Future.failedFuture(thrown);
    }
  }

  private void goOn() {
    List<Job<T, R>> following;
    boolean last;
    lock.lock();
    try {
      busy--;
      following = next();
      last = busy == 0 && waiting.isClosed();
    } finally {
      lock.unlock();
    }
    if (last) {
      closed.tryComplete();
    }
    start(following);
  }
}
