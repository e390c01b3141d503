package dev.penstock.verify;

import dev.penstock.config.MaterializerConfig;
import dev.penstock.jobs.JobPace;
import dev.penstock.jobs.JobWork;
import dev.penstock.jobs.NewJob;
import dev.penstock.jobs.ReportFile;
import dev.penstock.jobs.Retries;
import dev.penstock.jobs.RunningJob;
import dev.penstock.jobs.StopRequest;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Interval;
import dev.penstock.model.JobKind;
import dev.penstock.model.PushException;
import dev.penstock.model.VerifyRequest;
import dev.penstock.offline.History;
import dev.penstock.online.OnlineStore;
import dev.penstock.registry.OnlineViews;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares what the online store holds with the newest history, one view after another, and leaves
/// a report. Only reads.
public final class Verification implements JobWork<VerifyRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

  /// A push that one store has is in the other by then.
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(200), Duration.ofSeconds(2));

  private final Vertx vertx;
  private final Supplier<Definitions> definitions;
  private final History history;
  private final OnlineStore online;
  private final MaterializerConfig config;
  private final InstantSource clock;
  private final CheckListener listener;
  private final List<Duration> pauses;

  /// @param definitions those in use
  public Verification(
      Vertx vertx,
      Supplier<Definitions> definitions,
      History history,
      OnlineStore online,
      MaterializerConfig config,
      InstantSource clock,
      CheckListener listener) {
    this(vertx, definitions, history, online, config, clock, listener, PAUSES);
  }

  /// @param pauses before what does not agree is read once more, and again
  Verification(
      Vertx vertx,
      Supplier<Definitions> definitions,
      History history,
      OnlineStore online,
      MaterializerConfig config,
      InstantSource clock,
      CheckListener listener,
      List<Duration> pauses) {
    this.vertx = vertx;
    this.definitions = definitions;
    this.history = history;
    this.online = online;
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    this.pauses = List.copyOf(pauses);
  }

  @Override
  public Future<NewJob> plan(VerifyRequest wanted) {
    var views = views(wanted).stream().map(FeatureView::name).toList();
    var window = window(wanted);
    var plan =
        new VerifyPlan(
            wanted.sample(),
            wanted.seed().orElseGet(() -> ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)),
            window.start(),
            wanted.end(),
            wanted.examples(),
            views,
            List.of());
    return Future.succeededFuture(
        new NewJob(
            JobKind.VERIFY, wanted.trigger(), views, Optional.of(window), plan.text(), true));
  }

  private List<FeatureView> views(VerifyRequest wanted) {
    var views = OnlineViews.of(definitions.get(), wanted.views());
    // One that is asked for by name is told why it cannot be checked.
    return wanted.views().isPresent()
        ? views
        : views.stream()
            .filter(view -> !(view.batchSource().origin() instanceof Origin.Elsewhere))
            .toList();
  }

  private Interval window(VerifyRequest wanted) {
    long start = wanted.start().orElse(0);
    long end =
        wanted.end().orElseGet(() -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    if (end < start) {
      throw new PushException(
          FailureKind.INVALID,
          "start_ts (%s) must not be after end_ts (%s)".formatted(text(start), text(end)));
    }
    return new Interval(start, end);
  }

  private static Instant text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  @Override
  public boolean run(RunningJob job) {
    try {
      var plan = VerifyPlan.of(job.detail());
      for (var view = plan.next(); view.isPresent(); view = plan.next()) {
        var report = report(job, plan, view.get());
        plan = plan.with(report);
        job.keep(plan.text(), plan.rows(), plan.fraction(0)).await();
        tell(job, report);
      }
      job.leaves(Optional.of(ReportFile.write(vertx, job, plan.report()).await()));
      job.keep(plan.text(), plan.rows(), 1).await();
      return true;
    } catch (StopRequest stopped) {
      return false;
    }
  }

  /// What cannot be read of one view does not keep others from being checked.
  private ViewReport report(RunningJob job, VerifyPlan plan, String view) {
    var retries = new Retries(vertx, config.retry(), job);
    while (true) {
      try {
        return checked(job, plan, view);
      } catch (PushException failure) {
        if (failure.kind() != FailureKind.DEFECT && !failure.kind().retryable()) {
          return ViewReport.failed(view, String.valueOf(failure.getMessage()));
        }
        retries.await(failure);
      }
    }
  }

  private ViewReport checked(RunningJob job, VerifyPlan plan, String name) {
    var view = OnlineViews.of(definitions.get(), Optional.of(List.of(name))).getFirst();
    var check =
        new ViewCheck(
            history,
            online,
            view,
            plan,
            config,
            clock,
            pauses,
            new JobPace(vertx, job),
            (entities, rejected, fraction) ->
                job.keep(
                        job.detail(),
                        plan.rows().plus(ViewReport.rows(entities, rejected)),
                        plan.fraction(fraction))
                    .await());
    return check.run();
  }

  private void tell(RunningJob job, ViewReport report) {
    listener.checked(report);
    LOG.atInfo()
        .addKeyValue("job", job.report().id())
        .addKeyValue("view", report.view())
        .addKeyValue("found", report.counts())
        .log("view checked{}", report.error().map(error -> ": " + error).orElse(""));
  }
}
