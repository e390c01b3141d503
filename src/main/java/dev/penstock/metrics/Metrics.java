package dev.penstock.metrics;

import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.PushRequest.ToView;
import dev.penstock.model.ReadAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/// Counts pushes, requests and store writes. Safe for several threads.
///
/// Labels are names of the definitions only; every other name is `unknown`, so that callers cannot
/// make the set of series grow. Meters are looked up once per combination of labels.
public final class Metrics {
  private static final String UNKNOWN = "unknown";
  private static final Definitions NOTHING =
      new Definitions("", List.of(), List.of(), List.of(), List.of(), List.of());

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ReadMeters reads = new ReadMeters(registry);
  private final Map<String, StatusCounters> statuses = new ConcurrentHashMap<>();
  private final Map<RowsOf, RowCounters> rows = new ConcurrentHashMap<>();
  private final Map<PushOf, Counter> pushes = new ConcurrentHashMap<>();
  private final Map<RequestOf, RequestMeters> requests = new ConcurrentHashMap<>();
  private final Map<String, StoreMeters> stores = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private final Counter reloadFailures = registry.counter("penstock.definitions.reload.failures");
  private final InstantSource clock;
  private final JobMeters jobs;
  private final KafkaMeters kafka = new KafkaMeters(registry);
  private volatile Definitions definitions = NOTHING;
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

  private record StoreMeters(Timer writes, DistributionSummary pushes, DistributionSummary bytes) {
    void record(int batchPushes, long batchBytes, Duration took) {
      writes.record(took);
      pushes.record(batchPushes);
      bytes.record((double) batchBytes);
    }
  }

  public Metrics(InstantSource clock) {
    this.clock = clock;
    this.loadedAt = clock.instant();
    this.jobs = new JobMeters(registry, clock);
    Gauge.builder("penstock.definitions.version", version, AtomicLong::doubleValue)
        .register(registry);
    Gauge.builder("penstock.definitions.age.seconds", this, Metrics::ageSeconds).register(registry);
  }

  /// What is counted of jobs.
  public JobMeters jobs() {
    return jobs;
  }

  /// What is counted of records of Kafka.
  public KafkaMeters kafka() {
    return kafka;
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

  /// Counts the rows of a push that was refused as a whole, once per target it was meant for.
  public void refused(PushRequest request, InvalidRequestException reason) {
    String source = sourceName(request);
    int count = request.rows().rows();
    if (request.to().online()) {
      views(request).forEach(view -> rows(source, view, "online").stored(0, 0, count));
    }
    if (request.to().offline()) {
      batchSources(request).forEach(batch -> rows(source, batch, "offline").stored(0, 0, count));
    }
  }

  /// Measures an answered HTTP request.
  ///
  /// @param endpoint a path of the API, never what the caller sent
  public void requested(String endpoint, boolean success, Duration took) {
    requests.computeIfAbsent(new RequestOf(endpoint, success), this::requestMeters).record(took);
  }

  /// Measures what a store wrote at once.
  ///
  /// @param store `online` or `offline`
  /// @param pushes whose rows were written together
  public void wrote(String store, int pushes, long bytes, Duration took) {
    stores.computeIfAbsent(store, this::storeMeters).record(pushes, bytes, took);
  }

  /// Counts a read, and the statuses of what it answered.
  public void read(ReadAnswer answer, Duration storeTook) {
    reads.record(answer.rows(), storeTook);
    // Columns of one view stand side by side.
    for (int at = 0; at < answer.columns().size(); ) {
      String view = answer.columns().get(at).view();
      int end = at + 1;
      while (end < answer.columns().size() && answer.columns().get(end).view().equals(view)) {
        end++;
      }
      if (!view.isEmpty()) {
        statusCounters(view).count(answer.columns().subList(at, end), answer.rows());
      }
      at = end;
    }
  }

  private StatusCounters statusCounters(String view) {
    var known = statuses.get(view);
    return known != null
        ? known
        : statuses.computeIfAbsent(view, added -> new StatusCounters(registry, added));
  }

  /// Shows how many requests are under way, asked at each scrape.
  public void inFlight(IntSupplier requests) {
    Gauge.builder("penstock.in.flight", requests::getAsInt).register(registry);
  }

  /// A snapshot of definitions came into use.
  public void loaded(Definitions loaded, long newVersion) {
    definitions = loaded;
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
      case ToPushSource(var name) -> definitions.consumers(name).isEmpty() ? UNKNOWN : name;
      case ToView direct -> "direct";
    };
  }

  private List<String> views(PushRequest request) {
    return switch (request.target()) {
      case ToPushSource(var name) ->
          orUnknown(definitions.consumers(name).stream().map(FeatureView::name).toList());
      case ToView(var name) ->
          List.of(definitions.view(name).map(FeatureView::name).orElse(UNKNOWN));
    };
  }

  private List<String> batchSources(PushRequest request) {
    var source = definitions.pushSources().get(request.target().name());
    return List.of(source == null ? UNKNOWN : source.batchSource().name());
  }

  private static List<String> orUnknown(List<String> names) {
    return names.isEmpty() ? List.of(UNKNOWN) : names;
  }

  private StoreMeters storeMeters(String store) {
    return new StoreMeters(
        registry.timer("penstock.store.write", "store", store),
        registry.summary("penstock.store.batch.pushes", "store", store),
        registry.summary("penstock.store.batch.bytes", "store", store));
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
