package dev.penstock.jobs;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
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

  /// Reads chunk by chunk, and closes what is read in any case. Once this returns it is closed, so
  /// that nobody holds it while something else is opened; only a job that has to stop does not
  /// wait: a store that is slow to read would keep the process from ending.
  ///
  /// - **Fails** as [#await(Future)] does.
  public <S, C> void each(Future<S> opening, Steps<S, C> steps, Consumer<C> take) {
    eachWhile(
        opening,
        steps,
        chunk -> {
          take.accept(chunk);
          return true;
        });
  }

  /// The same, until a chunk is the last that is wanted.
  ///
  /// @param take takes a chunk, and tells whether to go on after it
  public <S, C> void eachWhile(Future<S> opening, Steps<S, C> steps, Predicate<C> take) {
    Future<?> last = opening;
    try {
      var scan = await(opening);
      boolean more = true;
      while (more) {
        var reading = steps.next().apply(scan);
        last = reading;
        var chunk = await(reading);
        more = chunk.isPresent() && take.test(chunk.get());
      }
    } finally {
      var closed = last.transform(done -> close(opening, steps));
      var _ = Future.any(closed.otherwiseEmpty(), job.stopping()).await();
    }
  }

  private static <S> Future<Void> close(Future<S> opening, Steps<S, ?> steps) {
    return opening.succeeded()
        ? steps
            .close()
            .apply(opening.result())
            .onFailure(cause -> LOG.warn("what a job has read is not closed", cause))
        : Future.succeededFuture();
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
