package dev.penstock.jobs;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for what a job needs, unless the job has to stop. For virtual threads.
public record JobPace(Vertx vertx, RunningJob job) {
  private static final Logger LOG = LoggerFactory.getLogger(JobPace.class);

  /// What is read chunk by chunk, such as a scan.
  ///
  /// @param next the next chunk; empty after the last
  /// @param close lets go of it
  public record Steps<S, C>(
      Function<S, Future<Optional<C>>> next, Function<S, Future<Void>> close) {}

  /// Reads chunk by chunk, and closes what is read in any case. Nobody waits for the latter: a
  /// store that is slow to read would keep the process from ending.
  ///
  /// - **Fails** as [#await(Future)] does.
  public <S, C> void each(Future<S> opening, Steps<S, C> steps, Consumer<C> take) {
    Future<?> last = opening;
    try {
      var scan = await(opening);
      while (true) {
        var reading = steps.next().apply(scan);
        last = reading;
        var chunk = await(reading);
        if (chunk.isEmpty()) {
          return;
        }
        take.accept(chunk.get());
      }
    } finally {
      Future<Void> _ =
          last.transform(done ->
                  opening.succeeded()
                      ? steps.close().apply(opening.result())
                      : Future.<Void>succeededFuture())
              .onFailure(cause -> LOG.warn("what a job has read is not closed", cause));
    }
  }

  /// - **Fails** by throwing [StopRequest], or what the future fails with.
  public <T> T await(Future<T> future) {
    refuseWhenStopping();
    var _ = Future.any(future.otherwiseEmpty(), job.stopping()).await();
    refuseWhenStopping();
    return future.await();
  }

  public void pause(Duration time) {
    var timer = vertx.timer(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
    try {
      var _ = await(timer);
    } finally {
      boolean _ = timer.cancel();
    }
  }

  private void refuseWhenStopping() {
    if (job.isStopping()) {
      throw new StopRequest();
    }
  }
}
