package dev.penstock.work;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Work that waits for its turn, bounded by weight. Whoever holds one sees to it that one thread at
/// a time is here.
final class Waiting<T, R> {
  private final String name;
  private final long most;
  private final long largestBatch;
  private final ToLongFunction<T> weigher;
  private final ArrayDeque<Job<T, R>> jobs = new ArrayDeque<>();
  private long weight;
  private boolean closed;

  Waiting(String name, long most, long largestBatch, ToLongFunction<T> weigher) {
    this.name = name;
    this.most = most;
    this.largestBatch = largestBatch;
    this.weigher = weigher;
  }

  /// Lets a piece of work wait, or fails it at once with `OVERLOADED` or `DRAINING`.
  Future<R> add(T work) {
    if (closed) {
      return Future.failedFuture(
          new PushException(FailureKind.DRAINING, name + " is being closed"));
    }
    var job = new Job<T, R>(work, weigher.applyAsLong(work));
    // A piece heavier than the bound still gets its turn, alone.
    if (weight > 0 && job.weight() > most - weight) {
      return Future.failedFuture(
          new PushException(
              FailureKind.OVERLOADED,
              name + " has too much waiting; nothing was written, try again later"));
    }
    weight += job.weight();
    jobs.add(job);
    return job.future();
  }

  /// What leaves together next; never empty, there must be something.
  List<Job<T, R>> next() {
    var batch = new ArrayList<Job<T, R>>();
    long taken = 0;
    do {
      var job = jobs.remove();
      taken += job.weight();
      batch.add(job);
    } while (!jobs.isEmpty() && taken < largestBatch);
    weight -= taken;
    return batch;
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
