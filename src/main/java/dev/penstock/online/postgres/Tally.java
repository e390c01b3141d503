package dev.penstock.online.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.postgres.RowWriter.Upsert;
import dev.penstock.work.Job;
import org.jspecify.annotations.Nullable;

/// What has become of the rows of one push so far. Rows that go different ways end on different
/// threads, hence the lock.
final class Tally {
  private final Job<Upsert, Written> job;
  private int written;
  private int stale;
  private int refused;
  private @Nullable String reason;
  private @Nullable Throwable failure;

  Tally(Job<Upsert, Written> job) {
    this.job = job;
  }

  Upsert upsert() {
    return job.work();
  }

  synchronized void written() {
    written++;
  }

  synchronized void stale() {
    stale++;
  }

  synchronized void refused(String why) {
    refused++;
    reason = why;
  }

  synchronized void failed(Throwable cause) {
    failure = cause;
  }

  synchronized boolean hasFailed() {
    return failure != null;
  }

  synchronized void end() {
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
