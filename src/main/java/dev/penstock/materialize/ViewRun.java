package dev.penstock.materialize;

import static dev.penstock.bus.Routes.ONLINE_WRITE;

import dev.penstock.bus.OnlineWrite;
import dev.penstock.bus.OnlineWritten;
import dev.penstock.config.MaterializerConfig;
import dev.penstock.jobs.Retries;
import dev.penstock.jobs.RunningJob;
import dev.penstock.lease.Fences;
import dev.penstock.model.FeatureView;
import dev.penstock.model.JobRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.offline.History;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.NewestScan.Chunk;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Materializes one view: reads a chunk while the one before it is written, and keeps the position
/// of each once it is acknowledged. For virtual threads.
final class ViewRun {
  private static final Logger LOG = LoggerFactory.getLogger(ViewRun.class);

  private final Vertx vertx;
  private final History history;
  private final Progress progress;
  private final Fences fences;
  private final MaterializerConfig config;
  private final RunListener listener;
  private final RunningJob job;
  private final int at;
  private final Supplier<FeatureView> definition;
  private final Retries retries;
  private MaterializePlan plan;
  private FeatureView view;

  /// @param at which view of the job's plan
  /// @param definition of the view, now; throws when there is none any more
  ViewRun(
      Vertx vertx,
      History history,
      Progress progress,
      Fences fences,
      MaterializerConfig config,
      RunListener listener,
      RunningJob job,
      MaterializePlan plan,
      int at,
      Supplier<FeatureView> definition) {
    this.vertx = vertx;
    this.history = history;
    this.progress = plan.fence().map(progress::under).orElse(progress);
    this.fences = fences;
    this.config = config;
    this.listener = listener;
    this.job = job;
    this.plan = plan;
    this.at = at;
    this.definition = definition;
    this.view = definition.get();
    this.retries = new Retries(vertx, config.retry(), job);
  }

  /// Does what is still to do.
  ///
  /// @return whether all is done; otherwise the job was asked to stop
  boolean run() {
    while (!job.isStopping()) {
      try {
        begin();
        if (scan() && record()) {
          return true;
        }
      } catch (PushException failure) {
        retries.await(failure);
      }
    }
    return false;
  }

  /// Anew when the view is defined otherwise than before.
  private void begin() {
    view = definition.get();
    keep(reached().fitting(view), 0);
  }

  private boolean isRedefined() {
    return !reached().fitting(definition.get()).equals(reached());
  }

  /// Copies everything after the last position.
  private boolean scan() {
    var opening = history.newest(request());
    if (isThere(opening)) {
      return copied(opening.await());
    }
    Future<Void> _ = opening.compose(late -> close(late, opening));
    return false;
  }

  private boolean copied(NewestScan scan) {
    Future<Optional<Chunk>> reading = scan.next();
    try {
      while (true) {
        if (!isThere(reading) || isRedefined()) {
          return false;
        }
        var chunk = reading.await();
        if (chunk.isEmpty()) {
          return true;
        }
        var remaining = scan.remaining();
        reading = scan.next();
        if (!copied(chunk.get(), remaining)) {
          return false;
        }
      }
    } finally {
      // The next scan is not refused because of this one. A job that has to stop does not wait: a
      // store that is slow to read would keep the process from ending.
      boolean _ = isThere(close(scan, reading));
    }
  }

  private NewestRequest request() {
    var reached = reached();
    return new NewestRequest(
        view,
        reached.window().start(),
        reached.window().end(),
        reached.position(),
        config.chunkRows(),
        config.chunkBytes());
  }

  /// Waits for something, unless the job is stopped meanwhile.
  private boolean isThere(Future<?> reading) {
    var _ = Future.any(reading.otherwiseEmpty(), job.stopping()).await();
    return !job.isStopping();
  }

  private boolean copied(Chunk chunk, OptionalLong remaining) {
    while (!job.isStopping()) {
      try {
        var rows = write(chunk);
        retries.succeeded();
        var reached = reached().after(chunk.position(), rows);
        keep(reached, fraction(reached.rows().read(), remaining));
        listener.materialized(view.name(), rows);
        return true;
      } catch (PushException failure) {
        retries.await(failure);
      }
    }
    return false;
  }

  private JobRows write(Chunk chunk) {
    int rows = chunk.rows().rows();
    var written = rows == 0 ? new OnlineWritten(0, 0) : write(chunk.rows());
    if (chunk.rejected() > 0) {
      LOG.atWarn()
          .addKeyValue("job", job.report().id())
          .addKeyValue("view", view.name())
          .addKeyValue("rows", chunk.rejected())
          .log("rows cannot be stored online: {}", chunk.reasons());
    }
    return new JobRows(
        (long) rows + chunk.rejected(), written.written(), written.stale(), chunk.rejected());
  }

  private OnlineWritten write(OnlineRows rows) {
    plan.fence().ifPresent(fences::check);
    var task = new OnlineWrite(job.report().id(), rows, plan.precedence(), plan.fence());
    return ONLINE_WRITE.ask(vertx.eventBus(), task, config.writeTimeout()).await();
  }

  private static double fraction(long read, OptionalLong remaining) {
    return remaining.isEmpty() || read == 0 ? 0 : read / (double) (read + remaining.getAsLong());
  }

  /// The window is done only now: every chunk is acknowledged.
  private boolean record() {
    var done = reached();
    plan.fence().ifPresent(fences::check);
    progress.record(view.name(), done.window()).await();
    keep(done.recorded(), 1);
    listener.windowDone(view.name(), done.window());
    LOG.atInfo()
        .addKeyValue("job", job.report().id())
        .addKeyValue("view", view.name())
        .addKeyValue("rows", done.rows())
        .log("view materialized");
    return true;
  }

  private ViewPlan reached() {
    return plan.views().get(at);
  }

  /// @param fraction of the view that is done
  private void keep(ViewPlan changed, double fraction) {
    var next = plan.with(at, changed);
    job.keep(next.text(), next.rows(), next.fraction(changed.done() ? 0 : fraction)).await();
    plan = next;
    next.fence().ifPresent(fence -> fences.keep(fence, next.text()).await());
  }

  private Future<Void> close(NewestScan scan, Future<?> reading) {
    return reading
        .transform(read -> scan.close())
        .onFailure(cause -> LOG.warn("a scan of view {} is not closed", view.name(), cause));
  }
}
