package dev.penstock.materialize;

import dev.penstock.bus.JobStop;
import dev.penstock.bus.JobSubmission;
import dev.penstock.bus.JobSubmitted;
import dev.penstock.bus.JobsQuery;
import dev.penstock.bus.OnlineWrite;
import dev.penstock.bus.Routes;
import dev.penstock.config.MaterializerConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.jobs.JobListener;
import dev.penstock.jobs.JobWork;
import dev.penstock.jobs.JobWorks;
import dev.penstock.jobs.JobsVerticle;
import dev.penstock.jobs.NewJob;
import dev.penstock.jobs.RunningJob;
import dev.penstock.lease.Fences;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.Interval;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRequest;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobTrigger;
import dev.penstock.model.MaterializeRequest;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.model.Precedence;
import dev.penstock.model.StoredRow;
import dev.penstock.offline.History;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineWriterVerticle;
import dev.penstock.online.embedded.EmbeddedOnlineStore;
import dev.penstock.registry.Progress;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The materializer over the embedded online store and the bus, as the service has it, but with a
/// history of the test's own.
final class Materializer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  static final MaterializerConfig CONFIG = config(10, 2, 10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final OnlineConfig.Embedded STORE =
      new OnlineConfig.Embedded(64 << 20, 8 << 20, 8 << 20, 64, 1);

  final Vertx vertx = Vertx.vertx();
  final Held fences = new Held();
  final EmbeddedOnlineStore store;
  private final Path directory;
  private final MaterializerConfig config;
  private final History history;
  private volatile Definitions definitions;
  private Progress progress;
  private String deployment = "";

  Materializer(Path directory, MaterializerConfig config, History history, Definitions definitions)
      throws Exception {
    this.directory = directory;
    this.config = config;
    this.history = history;
    this.definitions = definitions;
    Routes.register(vertx.eventBus());
    store = EmbeddedOnlineStore.open(directory.resolve("online"), STORE, (jobs, bytes, took) -> {});
    done(store.prepare(definitions));
    var _ = done(vertx.deployVerticle(new OnlineWriterVerticle(store)));
    progress = done(FileProgress.open(vertx, directory.resolve("materialized.json")));
    deploy();
  }

  static MaterializerConfig config(int queued, int concurrent, int chunkRows) {
    return new MaterializerConfig(
        concurrent,
        queued,
        chunkRows,
        1 << 20,
        Duration.ZERO,
        Duration.ofSeconds(10),
        5,
        Duration.ofDays(1),
        new MaterializerConfig.Retry(4, Duration.ofMillis(1), Duration.ofMillis(4)));
  }

  void define(Definitions changed) throws Exception {
    done(store.prepare(changed));
    definitions = changed;
  }

  void progress(Progress other) {
    progress = other;
  }

  Progress progress() {
    return progress;
  }

  /// As a new process would begin.
  void deploy() throws Exception {
    var clock = InstantSource.fixed(NOW);
    var listener = new Nobody();
    var work =
        new Materialization(
            vertx, () -> definitions, history, progress, fences, config, clock, listener);
    var verticle =
        new JobsVerticle(
            directory.resolve("jobs"),
            config,
            new JobWorks(work, new NoWork<>(), new NoWork<>(), new NoWork<>()),
            clock,
            listener);
    deployment =
        done(
            vertx.deployVerticle(
                verticle,
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
  }

  void undeploy() throws Exception {
    done(vertx.undeploy(deployment));
  }

  JobSubmitted submit(boolean force, Window window, String... views) throws Exception {
    var request =
        new MaterializeRequest(JobTrigger.API, Optional.of(List.of(views)), window, force, force);
    return done(Routes.JOB_SUBMIT.ask(vertx.eventBus(), new JobSubmission(request), PATIENCE));
  }

  /// Has a run under a lease done to its end, which goes on where the one before has ended.
  JobReport leased(Fence fence, Window window, String... views) throws Exception {
    var request =
        new MaterializeRequest(
            JobTrigger.SCHEDULE,
            Optional.of(List.of(views)),
            window,
            false,
            true,
            Optional.of(new MaterializeRequest.Lease(fence, fences.reached())));
    var submitted =
        done(Routes.JOB_SUBMIT.ask(vertx.eventBus(), new JobSubmission(request), PATIENCE));
    return ended(submitted.job().orElseThrow().id());
  }

  JobReport started(boolean force, Window window, String... views) throws Exception {
    return submit(force, window, views).job().orElseThrow();
  }

  /// Has a job done to its end.
  JobReport run(boolean force, Window window, String... views) throws Exception {
    return ended(started(force, window, views).id());
  }

  JobReport ended(String id) throws Exception {
    return found(JobsQuery.end(id, PATIENCE)).getFirst();
  }

  List<JobReport> found(JobsQuery query) throws Exception {
    return done(Routes.JOBS_FIND.ask(vertx.eventBus(), query, PATIENCE.multipliedBy(2))).jobs();
  }

  void stop(String id) throws Exception {
    var _ = done(Routes.JOB_STOP.ask(vertx.eventBus(), new JobStop(id), PATIENCE));
  }

  Future<Void> push(FeatureView view, RowsInMemory.Row... rows) {
    var online = RowsInMemory.online(view, List.of(rows));
    return Routes.ONLINE_WRITE
        .ask(vertx.eventBus(), new OnlineWrite("push", online, Precedence.PUSH), PATIENCE)
        .mapEmpty();
  }

  List<Interval> recorded(String view) throws Exception {
    return done(progress.done(List.of(view))).get(view);
  }

  /// What is served of some keys: event time and value.
  Map<String, String> served(FeatureView view, List<String> keys) throws Exception {
    var column = new ByteColumn.Builder(keys.size(), 16);
    keys.forEach(column::add);
    var feature = view.features().getFirst().name();
    var rows =
        done(store.read(List.of(new Lookup(view, List.of(feature), column.build())))).getFirst();
    var served = new TreeMap<String, String>();
    for (int at = 0; at < keys.size(); at++) {
      var row = rows.get(at);
      if (row != null) {
        served.put(keys.get(at), row.eventTime() + "=" + text(row));
      }
    }
    return served;
  }

  private static String text(StoredRow row) {
    return new String(row.bytes(), row.start(0), row.length(0), StandardCharsets.UTF_8);
  }

  /// The same of rows that a test knows.
  static Map<String, String> shown(Iterable<RowsInMemory.Row> rows) {
    var shown = new TreeMap<String, String>();
    rows.forEach(row -> shown.put(row.key(), row.event() + "=" + row.value()));
    return shown;
  }

  static <T> T done(Future<T> future) throws Exception {
    return future.await(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(20, TimeUnit.SECONDS);
    store.close().await(20, TimeUnit.SECONDS);
  }

  private record NoWork<R extends JobRequest>() implements JobWork<R> {
    @Override
    public Future<NewJob> plan(R request) {
      throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public boolean run(RunningJob job) {
      throw new UnsupportedOperationException("no test asks for it");
    }
  }

  /// Every lease is held. What was kept last is remembered.
  static final class Held implements Fences {
    private volatile Optional<String> reached = Optional.empty();

    @Override
    public void check(Fence fence) {}

    @Override
    public Future<Void> keep(Fence fence, String text) {
      reached = Optional.of(text);
      return Future.succeededFuture();
    }

    Optional<String> reached() {
      return reached;
    }
  }

  private record Nobody() implements JobListener, RunListener {
    @Override
    public void counted(int queued, int running) {}

    @Override
    public void ended(JobReport job) {}

    @Override
    public void materialized(String view, JobRows rows) {}

    @Override
    public void viewEnded(String view, boolean success, Duration took) {}

    @Override
    public void windowDone(String view, Interval window) {}
  }
}
