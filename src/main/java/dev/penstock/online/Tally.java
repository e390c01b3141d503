package dev.penstock.online;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.work.Job;
import org.jspecify.annotations.Nullable;

/// What has become of the rows of one push so far, for a store that writes rows of several pushes
/// together. Rows that go different ways end on different threads, hence the lock.
public final class Tally<T> {
  private final Job<T, Written> job;
  private int written;
  private int stale;
  private int refused;
  private @Nullable String reason;
  private @Nullable PushException failure;

  public Tally(Job<T, Written> job) {
    this.job = job;
  }

  public T work() {
    return job.work();
  }

  public synchronized void written() {
    written++;
  }

  public synchronized void stale() {
    stale++;
  }

  /// The store does not take this row, whatever becomes of the others.
  public synchronized void refused(String why) {
    refused++;
    reason = why;
  }

  /// Of some rows nobody knows whether they are stored. The first failure is told, unless a later
  /// one is one that a repetition does not mend.
  public synchronized void failed(Throwable thrown) {
    var cause = PushException.of(thrown);
    if (failure == null || (failure.kind().retryable() && !cause.kind().retryable())) {
      failure = cause;
    }
  }

  public synchronized boolean hasFailed() {
    return failure != null;
  }

  /// Every row has been told of.
  public synchronized void end() {
    if (failure != null) {
      job.fail(failure);
    } else if (refused > 0) {
      job.fail(
          new PushException(
              FailureKind.ROW_REFUSED,
              "%d of %d rows are refused, the others are written or stale; %s"
                  .formatted(refused, written + stale + refused, reason)));
    } else {
      job.complete(new Written(written, stale));
    }
  }
}
