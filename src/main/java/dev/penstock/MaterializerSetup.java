package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.ingress.DeadLetterTopics;
import dev.penstock.jobs.JobWorks;
import dev.penstock.jobs.JobsVerticle;
import dev.penstock.lease.Tenures;
import dev.penstock.materialize.Materialization;
import dev.penstock.materialize.ScheduledJobs;
import dev.penstock.materialize.SchedulerVerticle;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Interval;
import dev.penstock.registry.DefinitionsHolder;
import dev.penstock.replay.Replay;
import dev.penstock.serving.RetrievalJobs;
import dev.penstock.verify.Verification;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts together what the verticle of the jobs is handed.
record MaterializerSetup(
    Vertx vertx,
    Config config,
    Stores stores,
    SharedState shared,
    Tenures tenures,
    DefinitionsHolder definitions,
    DeadLetterTopics deadLetters,
    Metrics metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(MaterializerSetup.class);
  private static final Path JOBS = Path.of("jobs");

  Future<JobsVerticle> materializer() {
    // Nothing waits for it: it is there to be looked at.
    Future<?> _ = tellDone();
    return Future.succeededFuture(verticle());
  }

  SchedulerVerticle scheduler() {
    // What has become of a schedule is kept in microseconds: a process that goes on finds the same
    // time.
    var clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    var runs = new ScheduledJobs(vertx.eventBus(), definitions::current, clock, tenures);
    return new SchedulerVerticle(
        config.scheduler(), shared.leases(), tenures, runs, definitions::current, clock);
  }

  private JobsVerticle verticle() {
    var clock = InstantSource.system();
    var jobs = new CountedJobs(metrics);
    var materialization =
        new Materialization(
            vertx,
            definitions::current,
            stores.offline().history(),
            shared.progress(),
            tenures,
            config.materializer(),
            clock,
            jobs);
    var verification =
        new Verification(
            vertx,
            definitions::current,
            stores.offline().history(),
            stores.online(),
            config.materializer(),
            clock,
            jobs);
    return new JobsVerticle(
        config.data().resolve(JOBS),
        config.materializer(),
        new JobWorks(
            materialization,
            verification,
            retrieval(clock),
            new Replay(vertx, deadLetters, config.materializer().retry())),
        clock,
        jobs);
  }

  private RetrievalJobs retrieval(InstantSource clock) {
    return new RetrievalJobs(
        vertx,
        Settings.history(config, stores, definitions, clock),
        Settings.nonFinite(config),
        Settings.resultLimit(config));
  }

  /// What was done before the start is the lag of after it.
  private Future<Map<String, List<Interval>>> tellDone() {
    var views = definitions.current().views().values().stream().map(FeatureView::name).toList();
    return shared
        .progress()
        .done(views)
        .onSuccess(done ->
            done.forEach((view, windows) ->
                windows.forEach(window -> metrics.jobs().windowDone(view, window.end()))))
        .onFailure(
            cause -> LOG.warn("what is materialized is not known yet: {}", cause.getMessage()));
  }
}
