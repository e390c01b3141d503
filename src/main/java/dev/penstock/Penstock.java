package dev.penstock;

import dev.penstock.bus.Routes;
import dev.penstock.config.Config;
import dev.penstock.ingress.Admission;
import dev.penstock.ingress.PushService;
import dev.penstock.ingress.http.DefinitionsSnapshot;
import dev.penstock.ingress.http.Health;
import dev.penstock.ingress.http.Health.Check;
import dev.penstock.ingress.http.HttpIngress;
import dev.penstock.ingress.http.HttpIngressVerticle;
import dev.penstock.metrics.Metrics;
import dev.penstock.offline.OfflineWriterVerticle;
import dev.penstock.online.OnlineWriterVerticle;
import dev.penstock.plan.PushPlanner;
import dev.penstock.registry.DefinitionsFile;
import dev.penstock.registry.DefinitionsHolder;
import dev.penstock.registry.DefinitionsWatcher;
import dev.penstock.registry.Preparation;
import dev.penstock.serving.OnlineFeatures;
import dev.penstock.serving.WriteKeyEncoding;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A serving Penstock: opens the stores, deploys writers first and ingress last, and undeploys in
/// reverse.
public final class Penstock {
  /// The file of the embedded offline store, in the data directory.
  public static final Path HISTORY = Stores.HISTORY;

  private static final Logger LOG = LoggerFactory.getLogger(Penstock.class);

  private final Vertx vertx;
  private final Config config;
  private final Stores stores;
  private final DefinitionsHolder definitions;
  private final DefinitionsWatcher watcher;
  private final InstantSource clock = InstantSource.system();
  private final Metrics metrics;
  private final AtomicInteger port = new AtomicInteger();
  private Future<String> ingress = Future.failedFuture("not deployed");
  private List<Future<String>> writers = List.of();

  private Penstock(
      Vertx vertx,
      Config config,
      Stores stores,
      DefinitionsHolder definitions,
      DefinitionsWatcher watcher) {
    this.vertx = vertx;
    this.config = config;
    this.stores = stores;
    this.definitions = definitions;
    this.watcher = watcher;
    this.metrics = new Metrics(definitions::current, clock);
  }

  /// Starts serving.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException] for wrong definitions, and with
  ///   [dev.penstock.model.PushException] `INVALID` when the data directory is in use or
  ///   contradicts them; everything that was opened is closed then.
  public static Future<Penstock> start(Vertx vertx, Config config) {
    Routes.register(vertx.eventBus());
    return vertx
        .executeBlocking(() -> Stores.open(vertx, config))
        .map(Objects::requireNonNull)
        .compose(stores ->
            opened(vertx, config, stores)
                .compose(Penstock::deployed)
                .recover(cause ->
                    stores
                        .close()
                        .eventually(() -> Future.succeededFuture())
                        .compose(closed -> Future.failedFuture(cause))));
  }

  private static Future<Penstock> opened(Vertx vertx, Config config, Stores stores) {
    return vertx
        .executeBlocking(
            () -> new DefinitionsWatcher(vertx, config.definitions(), config.reload().interval()))
        .map(Objects::requireNonNull)
        .compose(watcher ->
            DefinitionsHolder.open(
                    vertx,
                    () -> DefinitionsFile.read(config.definitions()),
                    List.of(
                        new Preparation(stores.online()::verify, stores.online()::prepare),
                        new Preparation(stores.offline()::verify, stores.offline()::prepare)),
                    InstantSource.system())
                .map(holder -> new Penstock(vertx, config, stores, holder, watcher)));
  }

  /// The port that is served.
  public int port() {
    return port.get();
  }

  DefinitionsHolder definitions() {
    return definitions;
  }

  /// Loads the definitions anew; what runs goes on if they are wrong.
  public void reload() {
    definitions
        .reload()
        .onSuccess(loaded -> metrics.loaded(loaded.version()))
        .onFailure(cause -> metrics.reloadFailed());
  }

  /// Takes nothing further, finishes what it has, and lets go of everything.
  public Future<Void> stop() {
    watcher.close();
    return undeployed(ingress)
        .eventually(() -> Future.join(writers.stream().map(this::undeployed).toList()))
        .eventually(stores::close)
        .onSuccess(done -> LOG.info("stopped"));
  }

  private Future<Penstock> deployed() {
    writers =
        List.of(
            deploy(
                () -> new OnlineWriterVerticle(stores.online()), config.onlineWriter().instances()),
            deploy(
                () -> new OfflineWriterVerticle(stores.offline()),
                config.offlineWriter().instances()));
    return Future.join(writers)
        .compose(ready -> deployIngress())
        .map(ready -> {
          metrics.loaded(definitions.loaded().version());
          if (config.reload().watch()) {
            watcher.start(this::reload);
          }
          announce();
          return this;
        });
  }

  private Future<String> deployIngress() {
    var shared = ingress();
    ingress = deploy(() -> new HttpIngressVerticle(shared, port::set), config.http().instances());
    return ingress;
  }

  private HttpIngress ingress() {
    var planner = new PushPlanner(Settings.plan(config, clock));
    var features =
        new OnlineFeatures(
            stores.online(),
            definitions::current,
            new WriteKeyEncoding(clock),
            Settings.statuses(config),
            clock);
    Optional<Supplier<String>> text =
        config.metrics().enabled() ? Optional.of(metrics::scrape) : Optional.empty();
    return new HttpIngress(
        Settings.http(config),
        new Admission(config.http().maxInFlight(), config.http().maxInFlightBytes()),
        push -> planner.plan(push, definitions.current()),
        new PushService(vertx.eventBus(), config.http().writeTimeout(), new CountedPushes(metrics)),
        new CountedPushes(metrics),
        features::read,
        Settings.nonFinite(config),
        health(),
        this::snapshot,
        text,
        (endpoint, status, took) -> metrics.requested(endpoint, status < 400, took));
  }

  private DefinitionsSnapshot snapshot() {
    var loaded = definitions.loaded();
    return new DefinitionsSnapshot(loaded.definitions(), loaded.version(), loaded.at());
  }

  private Health health() {
    return new Health(
        List.of(
            new Check("online store", () -> stores.online().check().map("writable")),
            new Check("offline store", () -> stores.offline().check().map("writable")),
            new Check("definitions", () -> Future.succeededFuture(definitionsDetail()))));
  }

  /// A failed reload is told, but what runs goes on.
  private String definitionsDetail() {
    var loaded = definitions.loaded();
    String age =
        "version %d, loaded %d s ago"
            .formatted(
                loaded.version(), Duration.between(loaded.at(), clock.instant()).toSeconds());
    return definitions
        .lastFailure()
        .map(failure -> age + "; the last reload failed: " + failure.reason())
        .orElse(age);
  }

  private Future<String> deploy(Supplier<Deployable> verticle, int instances) {
    return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances));
  }

  private Future<Void> undeployed(Future<String> deployment) {
    return deployment.succeeded() ? vertx.undeploy(deployment.result()) : Future.succeededFuture();
  }

  private void announce() {
    var current = definitions.current();
    LOG.info(
        "Definitions of project {}: {} push sources, {} feature views, {} feature services, from {}",
        current.project(),
        current.pushSources().size(),
        current.views().size(),
        current.services().size(),
        config.definitions());
    LOG.info("Data in {}", config.data().toAbsolutePath());
    String reach =
        config.http().host().startsWith("127.") || config.http().host().equals("localhost")
            ? "reachable from this machine only; http.host opens it"
            : "reachable from other machines, and nobody is asked who they are";
    LOG.info("Serving http://{}:{}, {}", config.http().host(), port(), reach);
  }
}
