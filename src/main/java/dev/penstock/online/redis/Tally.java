package dev.penstock.online.redis;

import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.work.Job;
import org.jspecify.annotations.Nullable;

/// Counts what became of the rows of one push.
final class Tally {
  private final Job<Upsert, Written> job;
  private int written;
  private int stale;
  private @Nullable PushException failure;

  Tally(Job<Upsert, Written> job) {
    this.job = job;
  }

  void written() {
    written++;
  }

  void stale() {
    stale++;
  }

  /// The first failure is told, unless a later one is one that a repetition does not mend.
  void failed(PushException cause) {
    if (failure == null || (failure.kind().retryable() && !cause.kind().retryable())) {
      failure = cause;
    }
  }

  void tell() {
    if (failure == null) {
      job.complete(new Written(written, stale));
    } else {
      job.fail(failure);
    }
  }
}
