package dev.penstock.metrics;

import dev.penstock.model.JobReport;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/// Jobs, and what they materialize. Safe for several threads.
public final class JobMeters {
  private static final double MICROS = 1e6;

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();

  /// By view, in seconds since the epoch.
  private final Map<String, AtomicLong> successes = new ConcurrentHashMap<>();

  /// By view, in microseconds since the epoch.
  private final Map<String, AtomicLong> ends = new ConcurrentHashMap<>();

  private final Map<Share, AtomicReference<Double>> shares = new ConcurrentHashMap<>();

  /// By view, in seconds since the epoch.
  private final Map<String, AtomicLong> checks = new ConcurrentHashMap<>();

  private record Share(String view, String verdict) {}

  JobMeters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    gauge("queued", queued);
    gauge("running", running);
  }

  /// How many jobs there are that have not ended.
  public void underWay(int jobsQueued, int jobsRunning) {
    queued.set(jobsQueued);
    running.set(jobsRunning);
  }

  public void ended(JobReport job) {
    registry
        .counter("penstock.jobs.ended", "kind", job.kind().word(), "state", job.state().word())
        .increment();
    if (job.state() == JobState.DONE) {
      job.started()
          .ifPresent(started ->
              registry
                  .timer("penstock.jobs.duration", "kind", job.kind().word())
                  .record(Duration.between(started, clock.instant())));
    }
  }

  /// A chunk was acknowledged.
  public void materialized(String view, JobRows rows) {
    count(view, "read", rows.read());
    count(view, "written", rows.written());
    count(view, "stale", rows.stale());
    count(view, "rejected", rows.rejected());
  }

  /// Under Feast's names.
  public void viewEnded(String view, boolean success, Duration took) {
    registry
        .counter(
            "feast.materialization.result",
            "feature_view",
            view,
            "status",
            success ? "success" : "failure")
        .increment();
    if (success) {
      registry.timer("feast.materialization.duration", "feature_view", view).record(took);
      successes.computeIfAbsent(view, this::success).set(clock.instant().getEpochSecond());
    }
  }

  /// A window of a view is done.
  ///
  /// @param end in microseconds since the epoch
  public void windowDone(String view, long end) {
    long _ = ends.computeIfAbsent(view, this::lag).accumulateAndGet(end, Math::max);
  }

  /// A view was checked against its history.
  ///
  /// @param share of the checked entities with the verdict: 0 to 1, or NaN when none was checked
  public void verified(String view, String verdict, double share) {
    shares.computeIfAbsent(new Share(view, verdict), this::share).set(share);
  }

  /// The same, once all of its shares are told.
  public void verified(String view) {
    checks.computeIfAbsent(view, this::check).set(clock.instant().getEpochSecond());
  }

  private void count(String view, String outcome, long rows) {
    registry
        .counter("penstock.materialized.rows", "feature_view", view, "outcome", outcome)
        .increment((double) rows);
  }

  private void gauge(String state, AtomicInteger count) {
    Gauge.builder("penstock.jobs", count, AtomicInteger::doubleValue)
        .tag("state", state)
        .register(registry);
  }

  private AtomicReference<Double> share(Share of) {
    var share = new AtomicReference<>(Double.NaN);
    Gauge.builder("penstock.verify.share", share, AtomicReference::get)
        .description("Part of the entities that the view's last check found to be so")
        .tag("feature_view", of.view())
        .tag("verdict", of.verdict())
        .register(registry);
    return share;
  }

  private AtomicLong check(String view) {
    return gauge(
        "penstock.verify.last.seconds",
        "When the view was last checked, in seconds since the epoch",
        view,
        0,
        AtomicLong::doubleValue);
  }

  private AtomicLong success(String view) {
    return gauge(
        "penstock.materialized.last.success.seconds",
        "When the view was last materialized, in seconds since the epoch",
        view,
        0,
        AtomicLong::doubleValue);
  }

  private AtomicLong lag(String view) {
    return gauge(
        "penstock.materialized.lag.seconds",
        "How long ago the view's last materialized window ends",
        view,
        Long.MIN_VALUE,
        this::lagSeconds);
  }

  /// @param first what is held until something is known
  private AtomicLong gauge(
      String name, String what, String view, long first, ToDoubleFunction<AtomicLong> shown) {
    var held = new AtomicLong(first);
    Gauge.builder(name, held, shown).description(what).tag("feature_view", view).register(registry);
    return held;
  }

  private double lagSeconds(AtomicLong end) {
    return clock.millis() / 1_000.0 - end.get() / MICROS;
  }
}
