package dev.penstock;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds out whether a store can be written, however many ask: one check at a time, whose result
/// holds for a moment.
final class StoreProbe {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Supplier<Future<Void>> check;
  private final LongSupplier nanoTime;
  private @Nullable Future<String> last;
  private long begun;

  /// @param nanoTime as [System#nanoTime()]
  StoreProbe(Vertx vertx, Supplier<Future<Void>> check, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.check = check;
    this.nanoTime = nanoTime;
  }

  /// What to say of the store; completes on the context of the caller.
  ///
  /// - **Fails** as the check does, or when it has not ended in five seconds.
  Future<String> detail() {
    var caller = vertx.getOrCreateContext();
    Promise<String> answer = Promise.promise();
    var current = current();
    long timer = vertx.setTimer(millisLeft(), late -> answer.tryFail(tooLate()));
    current.onComplete(done ->
        caller.runOnContext(turn -> {
          vertx.cancelTimer(timer);
          if (done.succeeded()) {
            answer.tryComplete(done.result());
          } else {
            answer.tryFail(done.cause());
          }
        }));
    return answer.future();
  }

  private synchronized Future<String> current() {
    long now = nanoTime.getAsLong();
    if (last == null || (last.isComplete() && now - begun > FRESH.toNanos())) {
      begun = now;
      last = check.get().map("writable").recover(StoreProbe::busy);
    }
    return last;
  }

  private synchronized long millisLeft() {
    long spent = (nanoTime.getAsLong() - begun) / 1_000_000;
    return Math.max(1, PATIENCE.toMillis() - spent);
  }

  /// A store with much to do works.
  private static Future<String> busy(Throwable cause) {
    return PushException.of(cause).kind() == FailureKind.OVERLOADED
        ? Future.succeededFuture("busy")
        : Future.failedFuture(cause);
  }

  private static PushException tooLate() {
    return new PushException(
        FailureKind.TIMEOUT, "has not answered for " + PATIENCE.toSeconds() + " s");
  }
}
