package dev.penstock.metrics;

import dev.penstock.model.Definitions;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.PushRequest.ToView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Counts pushes, requests and store writes. Safe for several threads.
///
/// Labels are names of the definitions only; every other name is `unknown`, so that callers cannot
/// make the set of series grow. Meters are looked up once per combination of labels.
public final class Metrics {
  private static final String UNKNOWN = "unknown";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<Definitions> definitions;
  private final Map<RowsOf, RowCounters> rows = new ConcurrentHashMap<>();
  private final Map<PushOf, Counter> pushes = new ConcurrentHashMap<>();
  private final Map<RequestOf, RequestMeters> requests = new ConcurrentHashMap<>();
  private final Map<String, Timer> writes = new ConcurrentHashMap<>();
  private final Map<String, DistributionSummary> batches = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private final Counter reloadFailures = registry.counter("penstock.definitions.reload.failures");
  private final InstantSource clock;
  private volatile Instant loadedAt;

  private record RowsOf(String source, String target, String store) {}

  private record PushOf(String source, String mode) {}

  private record RequestOf(String endpoint, boolean success) {}

  private record RequestMeters(Counter count, Timer latency) {
    void record(Duration took) {
      count.increment();
      latency.record(took);
    }
  }

  /// @param definitions the snapshot in use now
  public Metrics(Supplier<Definitions> definitions, InstantSource clock) {
    this.definitions = definitions;
    this.clock = clock;
    this.loadedAt = clock.instant();
    Gauge.builder("penstock.definitions.version", version, AtomicLong::doubleValue)
        .register(registry);
    Gauge.builder("penstock.definitions.age.seconds", this, Metrics::ageSeconds).register(registry);
  }

  /// Everything, in Prometheus' text format.
  public String scrape() {
    return registry.scrape();
  }

  /// Counts a push that was planned, whatever became of it.
  public void pushed(PushOutcome outcome) {
    var plan = outcome.plan();
    String source = sourceName(plan.request());
    outcome.online().forEach(target -> count(source, "online", target, plan.rejectedRows()));
    outcome.offline().forEach(target -> count(source, "offline", target, plan.rejectedRows()));
    if (outcome.stored()) {
      pushes
          .computeIfAbsent(
              new PushOf(source, plan.request().to().word()),
              key ->
                  registry.counter(
                      "feast.push.request", "push_source", key.source(), "mode", key.mode()))
          .increment();
    }
  }

  /// Counts the rows of a push that was refused as a whole, once per store it was meant for.
  public void refused(PushRequest request, InvalidRequestException reason) {
    String source = sourceName(request);
    if (request.to().online()) {
      rows(source, "all", "online").stored(0, 0, request.rows().rows());
    }
    if (request.to().offline()) {
      rows(source, "all", "offline").stored(0, 0, request.rows().rows());
    }
  }

  /// Measures an answered HTTP request.
  ///
  /// @param endpoint a path of the API, never what the caller sent
  public void requested(String endpoint, boolean success, Duration took) {
    requests.computeIfAbsent(new RequestOf(endpoint, success), this::requestMeters).record(took);
  }

  /// Measures one write of a store.
  ///
  /// @param store `online` or `offline`
  public void wrote(String store, int batchRows, Duration took) {
    writes
        .computeIfAbsent(store, name -> registry.timer("penstock.store.write", "store", name))
        .record(took);
    batches
        .computeIfAbsent(
            store, name -> registry.summary("penstock.store.batch.rows", "store", name))
        .record(batchRows);
  }

  /// Shows how many requests are under way, asked at each scrape.
  public void inFlight(IntSupplier requests) {
    Gauge.builder("penstock.in.flight", requests::getAsInt).register(registry);
  }

  /// A snapshot of definitions came into use.
  public void loaded(long newVersion) {
    version.set(newVersion);
    loadedAt = clock.instant();
  }

  public void reloadFailed() {
    reloadFailures.increment();
  }

  private void count(String source, String store, Target target, int rejected) {
    var counters = rows(source, target.name(), store);
    switch (target.result()) {
      case Stored(var written, var stale) -> counters.stored(written, stale, rejected);
      case Failed failed -> counters.failed(failed.rows(), rejected);
    }
  }

  private RowCounters rows(String source, String target, String store) {
    return rows.computeIfAbsent(
        new RowsOf(source, target, store),
        key -> new RowCounters(registry, key.source(), key.target(), key.store()));
  }

  /// Pushes to a single view have no source: `direct`.
  private String sourceName(PushRequest request) {
    return switch (request.target()) {
      case ToPushSource(var name) -> definitions.get().consumers(name).isEmpty() ? UNKNOWN : name;
      case ToView direct -> "direct";
    };
  }

  /// Under Feast's names: its dashboards read a count with the status and a latency without.
  private RequestMeters requestMeters(RequestOf key) {
    String status = key.success() ? "success" : "error";
    return new RequestMeters(
        registry.counter(
            "feast.feature.server.request", "endpoint", key.endpoint(), "status", status),
        registry.timer("feast.feature.server.request.latency", "endpoint", key.endpoint()));
  }

  private double ageSeconds() {
    return Duration.between(loadedAt, clock.instant()).toMillis() / 1_000.0;
  }
}
