package dev.penstock.materialize;

import static dev.penstock.bus.Routes.JOBS_FIND;
import static dev.penstock.bus.Routes.JOB_STOP;
import static dev.penstock.bus.Routes.JOB_SUBMIT;

import dev.penstock.bus.JobStop;
import dev.penstock.bus.JobSubmission;
import dev.penstock.bus.JobsQuery;
import dev.penstock.lease.Tenure;
import dev.penstock.lease.Tenures;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobState;
import dev.penstock.model.JobTrigger;
import dev.penstock.model.MaterializeRequest;
import dev.penstock.model.MaterializeRequest.Lease;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.model.PushException;
import dev.penstock.schedule.Schedule;
import dev.penstock.schedule.WindowRule;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Runs of schedules as jobs of materialization, and waits for their ends.
public final class ScheduledJobs implements ScheduledRuns {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final EventBus bus;
  private final Supplier<Definitions> definitions;
  private final InstantSource clock;
  private final Tenures tenures;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /// @param definitions those in use
  /// @param tenures know how far a run has come that was interrupted
  public ScheduledJobs(
      EventBus bus, Supplier<Definitions> definitions, InstantSource clock, Tenures tenures) {
    this.bus = bus;
    this.definitions = definitions;
    this.clock = clock;
    this.tenures = tenures;
  }

  @Override
  public Future<Void> run(Schedule schedule, Tenure tenure) {
    return tenures
        .reached(tenure.fence())
        .map(reached -> request(schedule, new Lease(tenure.fence(), reached)))
        .compose(request -> JOB_SUBMIT.ask(bus, new JobSubmission(request), TIMEOUT))
        .map(submitted -> submitted.job().orElseThrow())
        .compose(job -> {
          running.add(job.id());
          return ended(job, tenure).onComplete(done -> running.remove(job.id()));
        })
        .compose(ScheduledJobs::outcome);
  }

  @Override
  public Future<Void> stop() {
    var stops = running.stream().map(id -> JOB_STOP.ask(bus, new JobStop(id), TIMEOUT)).toList();
    return Future.join(stops).<Void>mapEmpty().otherwiseEmpty();
  }

  private MaterializeRequest request(Schedule schedule, Lease lease) {
    return new MaterializeRequest(
        JobTrigger.SCHEDULE,
        Optional.of(views(schedule, definitions.get())),
        window(schedule.window()),
        false,
        true,
        Optional.of(lease));
  }

  /// Those that it is about at present; names that are given are named, even where there is no such
  /// view, so that the job says so.
  static List<String> views(Schedule schedule, Definitions definitions) {
    if (!schedule.views().isEmpty()) {
      return schedule.views();
    }
    return definitions.views().values().stream()
        .filter(view -> view.kind() != FeatureView.Kind.LABEL_VIEW && schedule.picks(view))
        .map(FeatureView::name)
        .sorted()
        .toList();
  }

  private Window window(WindowRule rule) {
    long now = micros(clock.instant());
    return switch (rule) {
      case WindowRule.Incremental(var back) -> new Window.Incremental(now, Optional.of(back));
      case WindowRule.Full() -> new Window.UpToNow();
      case WindowRule.Last(var span) ->
          new Window.Between(micros(clock.instant().minus(span)), now);
    };
  }

  /// Looks now and then whether the lease is still held.
  private Future<JobReport> ended(JobReport job, Tenure tenure) {
    if (job.state().hasEnded()) {
      return Future.succeededFuture(job);
    }
    if (!tenure.isHeld()) {
      return JOB_STOP.ask(bus, new JobStop(job.id()), TIMEOUT).map(stopped -> job);
    }
    return JOBS_FIND
        .ask(bus, JobsQuery.end(job.id(), LOOK), TIMEOUT.plus(LOOK))
        .compose(found -> {
          if (found.draining() || found.first().isEmpty()) {
            return Future.failedFuture(
                new PushException(FailureKind.DRAINING, "job " + job.id() + " is not waited for"));
          }
          return ended(found.first().get(), tenure);
        });
  }

  private static Future<Void> outcome(JobReport job) {
    return job.state() == JobState.FAILED
        ? Future.failedFuture(
            job.error()
                .map(error -> new PushException(error.kind(), error.message()))
                .orElseGet(() -> new PushException(FailureKind.DEFECT, "the job has failed")))
        : Future.succeededFuture();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
