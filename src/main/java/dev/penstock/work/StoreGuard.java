package dev.penstock.work;

import dev.penstock.config.GuardConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.circuitbreaker.RetryPolicy;
import io.vertx.circuitbreaker.TimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls a server that may be slow or away. Each attempt has a time-out; `UNAVAILABLE` and
/// `TIMEOUT` are tried again, with back-off and jitter; after too many failures the circuit opens,
/// and calls fail at once until one attempt has found the server back.
///
/// Only for commands that may be repeated: after a time-out nobody knows whether the first was
/// done.
public final class StoreGuard {
  private static final Logger LOG = LoggerFactory.getLogger(StoreGuard.class);

  private final String store;
  private final Duration timeout;
  private final Duration open;
  private final CircuitBreaker breaker;

  /// @param timeout of one attempt
  public StoreGuard(Vertx vertx, String store, Duration timeout, GuardConfig config) {
    this.store = store;
    this.timeout = timeout;
    this.open = config.open();
    this.breaker =
        CircuitBreaker.create(
                store,
                vertx,
                new CircuitBreakerOptions()
                    .setTimeout(timeout.toMillis())
                    .setMaxRetries(config.attempts() - 1)
                    .setMaxFailures(config.failures())
                    .setResetTimeout(config.open().toMillis())
                    .setNotificationAddress(null))
            .retryPolicy(
                RetryPolicy.exponentialDelayWithJitter(
                    config.firstDelay().toMillis(), config.longestDelay().toMillis()))
            .openHandler(none -> LOG.warn("{} fails, calls to it are refused", store))
            .closeHandler(none -> LOG.info("{} is back", store));
  }

  /// Runs a command, several times if need be.
  ///
  /// - **Fails** with the command's own failure; with `TIMEOUT` or `UNAVAILABLE` otherwise.
  ///
  /// @param command may be repeated; it fails with a [PushException], or with a defect
  public <T> Future<T> call(Supplier<Future<T>> command) {
    return breaker
        .execute(() -> attempt(command))
        .recover(failure -> Future.failedFuture(named(failure)))
        .compose(Attempt::result);
  }

  /// Whether calls are refused at present.
  public boolean isOpen() {
    return breaker.state() == CircuitBreakerState.OPEN;
  }

  public void close() {
    var _ = breaker.close();
  }

  /// The breaker repeats every failure. What a repetition cannot mend succeeds here, as the failure
  /// that it is.
  private static <T> Future<Attempt<T>> attempt(Supplier<Future<T>> command) {
    return command
        .get()
        .<Attempt<T>>map(Attempt.Done::new)
        .recover(failure ->
            isPassing(failure)
                ? Future.failedFuture(failure)
                : Future.succeededFuture(new Attempt.Refused<>(failure)));
  }

  private static boolean isPassing(Throwable failure) {
    return failure instanceof PushException known
        && (known.kind() == FailureKind.UNAVAILABLE || known.kind() == FailureKind.TIMEOUT);
  }

  private Throwable named(Throwable failure) {
    return switch (failure) {
      case TimeoutException late ->
          new PushException(
              FailureKind.TIMEOUT,
              store + " has not answered within " + timeout.toMillis() + " ms");
      case OpenCircuitException refused ->
          new PushException(
              FailureKind.UNAVAILABLE,
              store + " is unavailable; it is tried again every " + open.toMillis() + " ms");
      default -> failure;
    };
  }

  private sealed interface Attempt<T> {
    Future<T> result();

    record Done<T>(T value) implements Attempt<T> {
      @Override
      public Future<T> result() {
        return Future.succeededFuture(value);
      }
    }

    record Refused<T>(Throwable failure) implements Attempt<T> {
      @Override
      public Future<T> result() {
        return Future.failedFuture(failure);
      }
    }
  }
}
