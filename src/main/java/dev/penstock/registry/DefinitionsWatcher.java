package dev.penstock.registry;

import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Tells when what there is to load has changed and settled.
///
/// It is asked for once per interval on a worker thread. For a file that is its content: unlike a
/// watch on a directory, that sees renames over the file and swaps of a symbolic link above it (as
/// Kubernetes does) alike. A state counts when it was the same twice, so a half-written file is not
/// read.
public final class DefinitionsWatcher implements AutoCloseable {
  private static final String ABSENT = "absent";
  private static final String NOT_YET = "not yet";

  private final Vertx vertx;
  private final Callable<String> state;
  private final Duration interval;
  private volatile String told;
  private volatile String seen;
  private volatile long timer = -1;
  private volatile boolean looking;

  /// The present state counts as known, so this comes before anything is loaded; blocks.
  ///
  /// @param state another text once there is something else to load, and a failure while there is
  ///   nothing; called on worker threads
  public DefinitionsWatcher(Vertx vertx, Callable<String> state, Duration interval) {
    this.vertx = vertx;
    this.state = state;
    this.interval = interval;
    this.told = content();
    this.seen = told;
  }

  /// Calls back, on a context of Vert.x, after each change, and again as long as what comes of it
  /// fails for a reason that may pass.
  public void start(Supplier<Future<?>> changed) {
    timer = vertx.setPeriodic(interval.toMillis(), tick -> look(changed));
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }

  private void look(Supplier<Future<?>> changed) {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(() -> content())
        .onSuccess(now -> compare(now, changed))
        .onComplete(done -> looking = false);
  }

  private void compare(String now, Supplier<Future<?>> changed) {
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(told)) {
      told = now;
      var _ =
          changed
              .get()
              .onFailure(cause -> {
                // What is away is not asked for again before it is back, which is a change.
                if (!now.equals(ABSENT) && PushException.of(cause).kind().retryable()) {
                  told = NOT_YET;
                }
              });
    }
  }

  private String content() {
    try {
      return state.call();
    } catch (Exception unreadable) {
      return ABSENT;
    }
  }
}
