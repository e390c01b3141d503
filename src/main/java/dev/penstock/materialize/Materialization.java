package dev.penstock.materialize;

import dev.penstock.config.MaterializerConfig;
import dev.penstock.jobs.JobWork;
import dev.penstock.jobs.NewJob;
import dev.penstock.jobs.RunningJob;
import dev.penstock.lease.Fences;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Interval;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobState;
import dev.penstock.model.MaterializeRequest;
import dev.penstock.model.MaterializeRequest.Lease;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.model.Precedence;
import dev.penstock.model.PushException;
import dev.penstock.offline.History;
import dev.penstock.registry.OnlineViews;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Copies the newest rows of windows of history into the online store, one view after another.
public final class Materialization implements JobWork<MaterializeRequest> {
  private final Vertx vertx;
  private final Supplier<Definitions> definitions;
  private final History history;
  private final Progress progress;
  private final Fences fences;
  private final MaterializerConfig config;
  private final RunListener listener;
  private final Windows windows;

  /// @param definitions those in use
  /// @param fences asked before every write of a job under a lease
  public Materialization(
      Vertx vertx,
      Supplier<Definitions> definitions,
      History history,
      Progress progress,
      Fences fences,
      MaterializerConfig config,
      InstantSource clock,
      RunListener listener) {
    this.vertx = vertx;
    this.definitions = definitions;
    this.history = history;
    this.progress = progress;
    this.fences = fences;
    this.config = config;
    this.listener = listener;
    this.windows = new Windows(clock, config.lookBack());
  }

  @Override
  public Future<NewJob> plan(MaterializeRequest wanted) {
    List<FeatureView> views = OnlineViews.of(definitions.get(), wanted.views());
    var names = views.stream().map(FeatureView::name).toList();
    var begun = wanted.lease().flatMap(lease -> begun(lease, names));
    return begun
        .map(Future::succeededFuture)
        .orElseGet(() -> progress.done(names).map(done -> anew(wanted, views, done)))
        .map(plan -> job(wanted, plan));
  }

  /// The plan of a run that was interrupted, if it still is about the same views.
  private static Optional<MaterializePlan> begun(Lease lease, List<String> names) {
    return lease
        .reached()
        .map(MaterializePlan::of)
        .filter(plan -> plan.isOf(names))
        .map(plan -> plan.under(lease.fence()));
  }

  private MaterializePlan anew(
      MaterializeRequest wanted, List<FeatureView> views, Map<String, List<Interval>> done) {
    return new MaterializePlan(
        wanted.force() ? Precedence.FORCED : Precedence.MATERIALIZATION,
        views.stream()
            .map(view -> plan(view, wanted.window(), done.getOrDefault(view.name(), List.of())))
            .toList(),
        wanted.lease().map(Lease::fence));
  }

  private ViewPlan plan(FeatureView view, Window window, List<Interval> done) {
    return ViewPlan.of(view, windows.of(view, window, done));
  }

  private static NewJob job(MaterializeRequest wanted, MaterializePlan plan) {
    return new NewJob(
        wanted.window() instanceof Window.Incremental
            ? JobKind.MATERIALIZE_INCREMENTAL
            : JobKind.MATERIALIZE,
        wanted.trigger(),
        plan.views().stream().map(ViewPlan::view).toList(),
        plan.window(),
        plan.text(),
        wanted.mayWait());
  }

  @Override
  public boolean run(RunningJob job) {
    var plan = MaterializePlan.of(job.detail());
    // After a restart somebody else goes on with it, under a lease of its own.
    plan.fence().ifPresent(fences::check);
    for (int at = 0; at < plan.views().size(); at++) {
      if (!plan.views().get(at).done() && !run(job, at)) {
        return false;
      }
    }
    return true;
  }

  /// Says how far a run has come that was stopped or has failed.
  @Override
  public String detailAfter(JobState end, String detail) {
    return end == JobState.DONE ? "" : MaterializePlan.of(detail).text();
  }

  private boolean run(RunningJob job, int at) {
    var plan = MaterializePlan.of(job.detail());
    String view = plan.views().get(at).view();
    long begun = System.nanoTime();
    boolean success = false;
    try {
      var run =
          new ViewRun(
              vertx,
              history,
              progress,
              fences,
              config,
              listener,
              job,
              plan,
              at,
              () -> current(view));
      success = run.run();
      return success;
    } finally {
      if (success || !job.isStopping()) {
        listener.viewEnded(view, success, Duration.ofNanos(System.nanoTime() - begun));
      }
    }
  }

  private FeatureView current(String name) {
    return definitions
        .get()
        .view(name)
        .orElseThrow(() ->
            new PushException(
                FailureKind.FEATURE_VIEW_NOT_FOUND,
                "feature view %s, which was to be materialized, is not defined any more"
                    .formatted(name)));
  }
}
