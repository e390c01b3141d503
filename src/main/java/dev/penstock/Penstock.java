package dev.penstock;

import dev.penstock.bus.Routes;
import dev.penstock.config.Config;
import dev.penstock.ingress.DeadLetterTopics;
import dev.penstock.ingress.PushListener;
import dev.penstock.ingress.http.HttpIngress;
import dev.penstock.ingress.http.HttpIngressVerticle;
import dev.penstock.ingress.kafka.KafkaIngress;
import dev.penstock.ingress.kafka.KafkaIngressVerticle;
import dev.penstock.ingress.kafka.KafkaState;
import dev.penstock.ingress.kafka.format.RecordFormats;
import dev.penstock.lease.ProcessClock;
import dev.penstock.lease.Tenures;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.PushException;
import dev.penstock.offline.OfflineWriterVerticle;
import dev.penstock.online.OnlineWriterVerticle;
import dev.penstock.registry.DefinitionsHolder;
import dev.penstock.registry.DefinitionsSource;
import dev.penstock.registry.DefinitionsWatcher;
import dev.penstock.registry.Preparation;
import dev.penstock.work.Timers;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A serving Penstock: opens the stores, deploys writers first and ingress last, and undeploys in
/// reverse.
public final class Penstock {
  private static final Logger LOG = LoggerFactory.getLogger(Penstock.class);
  private static final Future<String> NOT_DEPLOYED = Future.failedFuture("not deployed");

  private final Vertx vertx;
  private final Config config;
  private final Stores stores;
  private final DefinitionsHolder definitions;
  private final DefinitionsWatcher watcher;
  private final DefinitionsSource source;
  private final Metrics metrics;
  private final AtomicInteger port = new AtomicInteger();
  private final AtomicInteger operationsPort = new AtomicInteger();
  private final KafkaState kafkaState = new KafkaState();
  private final RecordFormats formats;
  private Optional<Announcements> announcements = Optional.empty();
  private Future<String> ingress = NOT_DEPLOYED;
  private List<Future<String>> kafka = List.of();
  private Future<String> operations = NOT_DEPLOYED;
  private Future<String> materializer = NOT_DEPLOYED;
  private Future<String> scheduler = NOT_DEPLOYED;
  private Future<SharedState> shared = Future.failedFuture("not opened");
  private List<Future<String>> writers = List.of();

  private Penstock(
      Vertx vertx,
      Config config,
      Stores stores,
      Metrics metrics,
      DefinitionsHolder definitions,
      DefinitionsWatcher watcher,
      DefinitionsSource source) {
    this.vertx = vertx;
    this.config = config;
    this.stores = stores;
    this.metrics = metrics;
    this.definitions = definitions;
    this.watcher = watcher;
    this.source = source;
    this.formats = new RecordFormats(vertx);
  }

  /// Starts serving what the configuration's file defines, see [#start(Vertx, Config,
  /// DefinitionsSource)].
  public static Future<Penstock> start(Vertx vertx, Config config) {
    return start(vertx, config, DefinitionsSource.ofFile(config.definitions()));
  }

  /// Starts serving.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException] for wrong definitions, and with
  ///   [dev.penstock.model.PushException] `INVALID` when the data directory is in use or
  ///   contradicts them, or nobody can listen on the port; everything that was opened is closed
  ///   then, the source included.
  ///
  /// @param source of the definitions
  public static Future<Penstock> start(Vertx vertx, Config config, DefinitionsSource source) {
    Routes.register(vertx.eventBus());
    var metrics = new Metrics(InstantSource.system());
    return Stores.open(vertx, config, metrics)
        .compose(stores ->
            opened(vertx, config, stores, metrics, source)
                .compose(penstock -> penstock.deployed().recover(penstock::undeployedAfter))
                .recover(cause -> stores.close().transform(closed -> Future.failedFuture(cause))))
        .recover(cause -> closed(vertx, source).transform(closed -> Future.failedFuture(cause)));
  }

  private static Future<Penstock> opened(
      Vertx vertx, Config config, Stores stores, Metrics metrics, DefinitionsSource source) {
    return vertx
        .executeBlocking(
            () -> new DefinitionsWatcher(vertx, source::state, config.reload().interval()))
        .map(Objects::requireNonNull)
        .compose(watcher ->
            DefinitionsHolder.open(
                    vertx,
                    source::read,
                    List.of(
                        new Preparation(stores.online()::verify, stores.online()::prepare),
                        new Preparation(stores.offline()::verify, stores.offline()::prepare)),
                    InstantSource.system(),
                    new CountedReloads(metrics))
                .map(holder ->
                    new Penstock(vertx, config, stores, metrics, holder, watcher, source)));
  }

  /// The port that is served.
  public int port() {
    return port.get();
  }

  /// The port of metrics and probes; that of everything else unless they have their own.
  public int operationsPort() {
    return operationsPort.get() == 0 ? port() : operationsPort.get();
  }

  DefinitionsHolder definitions() {
    return definitions;
  }

  /// Loads the definitions anew; what runs goes on if they are wrong.
  public Future<?> reload() {
    return definitions.reload();
  }

  /// Takes nothing further, finishes what it has, and lets go of everything. Jobs pause meanwhile:
  /// some requests wait for them.
  public Future<Void> stop() {
    watcher.close();
    // What a schedule runs is stopped as a job, so that another process can go on with it.
    return Future.join(
            undeployed(ingress),
            undeployedKafka(),
            undeployed(scheduler).eventually(() -> undeployed(materializer)))
        .<Void>mapEmpty()
        .eventually(() -> Future.join(writers.stream().map(this::undeployed).toList()))
        .eventually(this::closedShared)
        .eventually(stores::close)
        .eventually(() -> undeployed(operations))
        .eventually(() -> closed(vertx, source))
        .onSuccess(done -> LOG.info("stopped"));
  }

  private static Future<Void> closed(Vertx vertx, DefinitionsSource source) {
    return vertx
        .executeBlocking(() -> {
          source.close();
          return true;
        })
        .mapEmpty();
  }

  private Future<Penstock> deployed() {
    try {
      var project = definitions.current().project();
      var opened = Announcements.open(vertx, config, project, metrics);
      announcements = Optional.of(opened);
      return deployed(opened);
    } catch (PushException refused) {
      return Future.failedFuture(refused);
    }
  }

  private Future<Penstock> deployed(PushListener pushes) {
    var health =
        new ServiceHealth(
                vertx,
                stores,
                definitions,
                config.kafka().consumes() ? Optional.of(kafkaState) : Optional.empty(),
                InstantSource.system())
            .health();
    var setup = new IngressSetup(vertx, config, stores, definitions, metrics, health, pushes);
    writers =
        List.of(
            deploy(
                () -> new OnlineWriterVerticle(stores.online()), config.onlineWriter().instances()),
            deploy(
                () -> new OfflineWriterVerticle(stores.offline()),
                config.offlineWriter().instances()));
    var records = new KafkaSetup(vertx, config, definitions, metrics, formats, pushes, kafkaState);
    return Future.join(writers)
        .compose(ready -> deployMaterializer(records.deadLetters()))
        .compose(ready -> cleared())
        .compose(ready -> deployOperations(setup))
        .compose(ready -> deployIngress(setup.ingress()))
        .compose(ready -> deployKafka(records))
        .map(ready -> {
          if (config.reload().watch()) {
            watcher.start(this::reload);
          }
          announce();
          return this;
        });
  }

  private Future<?> cleared() {
    return vertx.executeBlocking(() -> {
      Settings.temporary(config).clear();
      return true;
    });
  }

  private Future<String> deployIngress(HttpIngress shared) {
    ingress =
        deploy(() -> new HttpIngressVerticle(shared, port::set), config.http().instances())
            .recover(cause ->
                listenFailure(cause, config.http().port(), "verticles.http.port, or --port"));
    return ingress;
  }

  private Future<?> deployKafka(KafkaSetup setup) {
    if (!config.kafka().consumes()) {
      return Future.succeededFuture();
    }
    KafkaIngress handed;
    try {
      handed = setup.ingress();
    } catch (PushException refused) {
      return Future.failedFuture(refused);
    }
    kafka =
        IntStream.range(0, config.kafka().instances())
            .mapToObj(number -> deploy(() -> new KafkaIngressVerticle(handed, number), 1))
            .toList();
    return Future.join(kafka);
  }

  private Future<Void> closedAnnouncements() {
    return announcements.map(Announcements::close).orElse(Future.succeededFuture());
  }

  private Future<Void> undeployedKafka() {
    return Future.join(kafka.stream().map(this::undeployed).toList())
        .eventually(formats::close)
        .eventually(this::closedAnnouncements)
        .mapEmpty();
  }

  /// Whatever goes on must not find its stores closed.
  private <T> Future<T> undeployedAfter(Throwable cause) {
    return Future.join(
            undeployed(ingress),
            undeployedKafka(),
            undeployed(scheduler).eventually(() -> undeployed(materializer)))
        .eventually(this::closedShared)
        .transform(undeployed -> Future.failedFuture(cause));
  }

  private Future<String> deployMaterializer(DeadLetterTopics deadLetters) {
    shared =
        SharedState.open(vertx, config, definitions.current().project())
            .map(own -> source.progress(vertx).map(own::recordingIn).orElse(own));
    return shared.compose(opened -> {
      var setup = materializerSetup(opened, deadLetters);
      materializer =
          setup
              .materializer()
              .compose(verticle ->
                  vertx.deployVerticle(
                      verticle,
                      new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
      return materializer.compose(id -> {
        scheduler = deploy(setup::scheduler, 1);
        return scheduler;
      });
    });
  }

  private MaterializerSetup materializerSetup(SharedState opened, DeadLetterTopics deadLetters) {
    var tenures =
        new Tenures(
            opened.leases(), Timers.of(vertx), ProcessClock.SYSTEM, config.scheduler().leaseTime());
    return new MaterializerSetup(
        vertx, config, stores, opened, tenures, definitions, deadLetters, metrics);
  }

  private Future<Void> closedShared() {
    return shared.succeeded() ? shared.result().close() : Future.succeededFuture();
  }

  private Future<String> deployOperations(IngressSetup setup) {
    var verticle = setup.operations(operationsPort::set);
    if (verticle.isEmpty()) {
      return Future.succeededFuture("");
    }
    operations = deploy(verticle::get, 1).recover(this::operationsFailure);
    return operations;
  }

  private Future<String> operationsFailure(Throwable cause) {
    return listenFailure(cause, config.metrics().port().orElse(0), "metrics.port");
  }

  private <T> Future<T> listenFailure(Throwable cause, int wanted, String setting) {
    return Future.failedFuture(ListenFailure.of(cause, config.http().host(), wanted, setting));
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
        "Definitions of project {}: {} push sources, {} feature views, {} feature services, from"
            + " {}",
        current.project(),
        current.pushSources().size(),
        current.views().size(),
        current.services().size(),
        source.name());
    LOG.info("Data in {}", config.data().toAbsolutePath());
    String reach =
        config.http().host().startsWith("127.") || config.http().host().equals("localhost")
            ? "reachable from this machine only; http.host opens it"
            : "reachable from other machines, and nobody is asked who they are";
    LOG.info("Serving http://{}:{}, {}", config.http().host(), port(), reach);
    if (operations.succeeded()) {
      LOG.info("Metrics and probes on http://{}:{}", config.http().host(), operationsPort());
    }
  }
}
