package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.ingress.Admission;
import dev.penstock.ingress.JobService;
import dev.penstock.ingress.PushListener;
import dev.penstock.ingress.PushService;
import dev.penstock.ingress.ScheduleService;
import dev.penstock.ingress.http.DefinitionsSnapshot;
import dev.penstock.ingress.http.Health;
import dev.penstock.ingress.http.HttpIngress;
import dev.penstock.ingress.http.HttpIngress.RequestListener;
import dev.penstock.ingress.http.OperationsVerticle;
import dev.penstock.ingress.http.ResultSettings;
import dev.penstock.metrics.Metrics;
import dev.penstock.plan.PushPlanner;
import dev.penstock.registry.DefinitionsHolder;
import dev.penstock.serving.OnlineFeatures;
import dev.penstock.serving.WriteKeyEncoding;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// Puts together what the HTTP verticles are handed.
record IngressSetup(
    Vertx vertx,
    Config config,
    Stores stores,
    DefinitionsHolder definitions,
    Metrics metrics,
    Health health,
    PushListener pushes) {

  HttpIngress ingress() {
    var clock = InstantSource.system();
    var planner = new PushPlanner(Settings.plan(config, clock));
    var features = features(clock);
    var history = Settings.history(config, stores, definitions, clock);
    var admission = new Admission(config.http().maxInFlight(), config.http().maxInFlightBytes());
    metrics.inFlight(admission::requests);
    return new HttpIngress(
        Settings.http(config),
        admission,
        push -> planner.plan(push, definitions.current()),
        new PushService(vertx.eventBus(), config.http().storeTimeout(), pushes),
        pushes,
        request -> features.plan(request)::run,
        request -> Retrievals.of(history.plan(request)),
        Settings.nonFinite(config),
        new ResultSettings(Settings.temporary(config), Settings.resultLimit(config)),
        new JobService(vertx.eventBus(), config.http().storeTimeout()),
        new ScheduleService(vertx.eventBus(), config.http().storeTimeout()),
        health,
        this::snapshot,
        config.metrics().port().isPresent() ? Optional.empty() : scrape(),
        requests());
  }

  /// Metrics and probes on a port of their own, if they have one.
  ///
  /// @param served told of the port that is served
  Optional<OperationsVerticle> operations(IntConsumer served) {
    return config
        .metrics()
        .port()
        .map(port ->
            new OperationsVerticle(
                config.http().host(),
                port,
                config.http().idleTimeout(),
                health,
                scrape(),
                requests(),
                served));
  }

  private OnlineFeatures features(InstantSource clock) {
    return new OnlineFeatures(
        stores.online(),
        definitions::current,
        new WriteKeyEncoding(clock),
        Settings.statuses(config),
        config.read().maxAnswerBytes(),
        clock,
        metrics::read);
  }

  private Optional<Supplier<String>> scrape() {
    return config.metrics().enabled() ? Optional.of(metrics::scrape) : Optional.empty();
  }

  private RequestListener requests() {
    return (endpoint, status, took) -> metrics.requested(endpoint, status < 400, took);
  }

  private DefinitionsSnapshot snapshot() {
    var loaded = definitions.loaded();
    return new DefinitionsSnapshot(loaded.definitions(), loaded.version(), loaded.at());
  }
}
