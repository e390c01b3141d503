package dev.penstock.materialize;

import static dev.penstock.materialize.Materializer.done;
import static dev.penstock.materialize.Materializer.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.bus.JobsQuery;
import dev.penstock.materialize.RowsInMemory.Row;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Fence;
import dev.penstock.model.Interval;
import dev.penstock.model.JobFailure;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobState;
import dev.penstock.model.MaterializeRequest.Window;
import dev.penstock.model.PushException;
import dev.penstock.offline.NewestRequest;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.registry.Progress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs over the embedded online store and the bus.
class MaterializationTest {
  private static final FeatureView VIEW = OnlineStoreSamples.VIEW;
  private static final FeatureView OTHER = OnlineStoreSamples.view("other", "f0");

  /// As plans had it once.
  private static final String DEFINITION_OF_OTHER =
      "[Field[name=id, type=STRING]]|[Field[name=f0, type=INT64]]|batch"
          + "|Table[schema=Optional.empty, name=batch]|ts||{}";

  private static final Window WINDOW = new Window.Between(0, 1_000);
  private static final int ROWS = 95;

  @TempDir private Path directory;
  private final RowsInMemory history = new RowsInMemory();
  private Materializer materializer;

  @BeforeEach
  void open() throws Exception {
    history.with(VIEW.name(), rows()).with(OTHER.name(), rows());
    materializer =
        new Materializer(
            directory, Materializer.CONFIG, history, OnlineStoreSamples.definitions(VIEW, OTHER));
  }

  @AfterEach
  void close() throws Exception {
    materializer.close();
  }

  @Test
  void theNewestRowsOfTheWindowAreServedAndTheWindowIsRecorded() throws Exception {
    var job = materializer.run(false, new Window.Between(0, 50), VIEW.name());

    assertThat(job.state()).isEqualTo(JobState.DONE);
    assertThat(job.rows()).isEqualTo(new JobRows(51, 51, 0, 0));
    assertThat(job.fraction()).isEqualTo(1);
    assertThat(materializer.served(VIEW, keys())).isEqualTo(shown(rows().subList(0, 51)));
    assertThat(materializer.recorded(VIEW.name())).containsExactly(new Interval(0, 50));
    assertThat(materializer.recorded(OTHER.name())).isEmpty();
  }

  @Test
  void aRepeatedRunChangesNothing() throws Exception {
    var _ = materializer.run(false, WINDOW, VIEW.name());

    var job = materializer.run(false, WINDOW, VIEW.name());

    assertThat(job.rows()).isEqualTo(new JobRows(ROWS, 0, ROWS, 0));
    assertThat(materializer.served(VIEW, keys())).isEqualTo(shown(rows()));
    assertThat(materializer.recorded(VIEW.name())).containsExactly(new Interval(0, 1_000));
  }

  @Test
  void aWindowIsRecordedOnlyAfterItsLastChunkIsAcknowledged() throws Exception {
    var reached = new Gate(9);
    history.gate(reached::pass);
    var job = materializer.started(false, WINDOW, VIEW.name());
    done(reached.arrived.future());

    assertThat(materializer.recorded(VIEW.name())).isEmpty();
    reached.open.complete();

    assertThat(materializer.ended(job.id()).state()).isEqualTo(JobState.DONE);
    assertThat(materializer.recorded(VIEW.name())).hasSize(1);
  }

  @Test
  void aProcessThatEndsInARunGoesOnAfterTheLastAcknowledgedChunk() throws Exception {
    var job = pausedAtChunk(4, VIEW, OTHER);

    materializer.deploy();

    var ended = materializer.ended(job.id());
    assertThat(ended.state()).isEqualTo(JobState.DONE);
    assertThat(ended.rows()).isEqualTo(new JobRows(2 * ROWS, 2 * ROWS, 0, 0));
    assertThat(ended.started()).isEqualTo(job.started());
    assertThat(history.requests)
        .extracting(NewestRequest::after)
        .containsExactly(Optional.empty(), Optional.of(key(39)), Optional.empty());
    assertThat(materializer.served(VIEW, keys())).isEqualTo(shown(rows()));
    assertThat(materializer.served(OTHER, keys())).isEqualTo(shown(rows()));
  }

  @Test
  void aPlanThatHasTheTextsOfDefinitionsIsGoneOnWith() throws Exception {
    var job = pausedAtChunk(4, OTHER);
    var detail = new JsonObject(kept(job).getString("detail"));
    detail.getJsonArray("views").getJsonObject(0).put("definition", DEFINITION_OF_OTHER);
    var _ = Files.writeString(file(job), kept(job).put("detail", detail.encode()).encode());

    materializer.deploy();

    assertThat(materializer.ended(job.id()).rows()).isEqualTo(new JobRows(ROWS, ROWS, 0, 0));
    assertThat(history.requests)
        .extracting(NewestRequest::after)
        .containsExactly(Optional.empty(), Optional.of(key(39)));
  }

  @Test
  void nothingIsKeptOfThePlanOfAJobThatIsDone() throws Exception {
    var job = materializer.run(false, WINDOW, VIEW.name());

    assertThat(kept(job).getString("detail")).isEmpty();
  }

  @Test
  void aJobThatHasFailedKeepsHowFarItCame() throws Exception {
    var broken = new AtomicBoolean();
    history.gate(chunk -> {
      broken.compareAndSet(false, chunk == 4);
      return broken.get() ? unavailable() : Future.succeededFuture();
    });

    var job = materializer.run(false, WINDOW, OTHER.name());

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    var plan = MaterializePlan.of(kept(job).getString("detail"));
    assertThat(plan.views().getFirst().position()).contains(key(job.rows().read() - 1));
  }

  @Test
  void whoeverHasTheLeaseNextGoesOnAfterTheLastAcknowledgedChunk() throws Exception {
    var broken = new AtomicBoolean();
    history.gate(chunk -> {
      boolean other = history.requests.getLast().view().name().equals("other");
      broken.compareAndSet(false, other && chunk == 4);
      return broken.get() ? unavailable() : Future.succeededFuture();
    });
    var failed = leased(new Fence("nightly", 1));
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    history.gate(none -> Future.succeededFuture());
    history.requests.clear();

    var job = leased(new Fence("nightly", 2));

    assertThat(job.state()).isEqualTo(JobState.DONE);
    assertThat(job.rows()).isEqualTo(new JobRows(2 * ROWS, 2 * ROWS, 0, 0));
    assertThat(history.requests)
        .extracting(request -> request.view().name(), NewestRequest::after)
        .containsExactly(tuple("other", Optional.of(key(39))));
    assertThat(materializer.recorded("other")).containsExactly(new Interval(0, 1_000));
    assertThat(materializer.served(OTHER, keys())).isEqualTo(shown(rows()));
  }

  @Test
  void aRunOfOtherViewsThanBeforeBeginsAnew() throws Exception {
    var before = leased(new Fence("nightly", 1));
    assertThat(before.state()).isEqualTo(JobState.DONE);
    history.requests.clear();

    var _ = materializer.leased(new Fence("nightly", 2), WINDOW, "other");

    assertThat(history.requests).extracting(NewestRequest::after).containsExactly(Optional.empty());
  }

  private JobReport leased(Fence fence) throws Exception {
    return materializer.leased(fence, WINDOW, VIEW.name(), "other");
  }

  @Test
  void aViewThatWasDefinedOtherwiseBeginsAnew() throws Exception {
    var job = pausedAtChunk(4, OTHER);
    var changed = OnlineStoreSamples.view("other", "f0", "f1");
    materializer.define(OnlineStoreSamples.definitions(VIEW, changed));

    materializer.deploy();

    assertThat(materializer.ended(job.id()).rows().read()).isEqualTo(ROWS);
    assertThat(history.requests.getLast().after()).isEmpty();
    assertThat(materializer.recorded("other")).containsExactly(new Interval(0, 1_000));
  }

  @Test
  void aViewThatIsDefinedOtherwiseDuringARunBeginsAnewToo() throws Exception {
    var reached = new Gate(4);
    history.gate(reached::pass);
    var job = materializer.started(false, WINDOW, "other");
    done(reached.arrived.future());
    materializer.define(
        OnlineStoreSamples.definitions(VIEW, OnlineStoreSamples.view("other", "f0", "f1")));

    history.gate(none -> Future.succeededFuture());
    reached.open.complete();

    assertThat(materializer.ended(job.id()).state()).isEqualTo(JobState.DONE);
    assertThat(history.requests).hasSize(2);
    assertThat(history.requests.getLast().after()).isEmpty();
    assertThat(history.requests.getLast().view().features()).hasSize(2);
  }

  @Test
  void aViewThatIsGoneFailsTheRunThatGoesOn() throws Exception {
    var job = pausedAtChunk(4, OTHER);
    materializer.define(OnlineStoreSamples.definitions(VIEW));

    materializer.deploy();

    var ended = materializer.ended(job.id());
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.error().map(JobFailure::message))
        .hasValueSatisfying(reason -> assertThat(reason).contains("other", "not defined any more"));
    assertThat(materializer.recorded("other")).isEmpty();
  }

  @Test
  void aStoreThatFailsIsTriedAgain() throws Exception {
    var failures = new AtomicInteger();
    history.gate(chunk ->
        chunk > 2 && failures.incrementAndGet() <= 3 ? unavailable() : Future.succeededFuture());

    var job = materializer.run(false, WINDOW, VIEW.name());

    assertThat(job.state()).isEqualTo(JobState.DONE);
    assertThat(job.rows()).isEqualTo(new JobRows(ROWS, ROWS, 0, 0));
    assertThat(failures).hasValue(3);
    assertThat(materializer.served(VIEW, keys())).isEqualTo(shown(rows()));
  }

  @Test
  void aStoreThatFailsForGoodFailsTheJobAndKeepsWhatIsDone() throws Exception {
    var broken = new AtomicBoolean();
    history.gate(chunk -> {
      boolean other = history.requests.getLast().view().name().equals("other");
      broken.compareAndSet(false, other && chunk == 2);
      return broken.get() ? unavailable() : Future.succeededFuture();
    });

    var job = materializer.run(false, WINDOW, VIEW.name(), OTHER.name());

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.error()).contains(new JobFailure(FailureKind.UNAVAILABLE, "history is away"));
    assertThat(materializer.recorded(VIEW.name())).hasSize(1);
    assertThat(materializer.recorded("other")).isEmpty();
    assertThat(history.requests).hasSize(1 + Materializer.CONFIG.retry().attempts());
  }

  @Test
  void whatCannotBeMendedIsNotTriedAgain() throws Exception {
    history.gate(chunk ->
        Future.failedFuture(new PushException(FailureKind.SCHEMA_MISSING, "no such table")));

    var job = materializer.run(false, WINDOW, VIEW.name());

    assertThat(job.error()).contains(new JobFailure(FailureKind.SCHEMA_MISSING, "no such table"));
    assertThat(history.requests).hasSize(1);
  }

  @Test
  void aWindowThatCannotBeRecordedIsTriedAgain() throws Exception {
    var kept = materializer.progress();
    var failures = new AtomicInteger();
    materializer.undeploy();
    materializer.progress(
        new Progress() {
          @Override
          public Future<Map<String, List<Interval>>> done(Collection<String> views) {
            return kept.done(views);
          }

          @Override
          public Future<Void> record(String view, Interval window) {
            return failures.incrementAndGet() < 3 ? unavailable() : kept.record(view, window);
          }
        });
    materializer.deploy();

    var job = materializer.run(false, WINDOW, VIEW.name());

    assertThat(job.state()).isEqualTo(JobState.DONE);
    assertThat(job.rows().read()).isEqualTo(ROWS);
    assertThat(materializer.recorded(VIEW.name())).hasSize(1);
  }

  @Test
  void incrementalRunsGoOnWhereTheLastEnded() throws Exception {
    var _ = materializer.run(false, new Window.Between(0, 40), VIEW.name());

    var job = materializer.run(false, new Window.Incremental(90, Optional.empty()), VIEW.name());

    assertThat(job.window()).contains(new Interval(40, 90));
    assertThat(job.rows().read()).isEqualTo(51);
    assertThat(materializer.recorded(VIEW.name())).containsExactly(new Interval(0, 90));
    assertThatThrownBy(() ->
            materializer.submit(false, new Window.Incremental(89, Optional.empty()), VIEW.name()))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContaining("before");
  }

  @Test
  void aJobThatIsStoppedEndsAtItsNextChunk() throws Exception {
    var reached = new Gate(4);
    history.gate(reached::pass);
    var job = materializer.started(false, WINDOW, VIEW.name());
    done(reached.arrived.future());

    materializer.stop(job.id());
    reached.open.complete();

    var ended = materializer.ended(job.id());
    assertThat(ended.state()).isEqualTo(JobState.STOPPED);
    assertThat(ended.rows().written()).isBetween(1L, (long) ROWS - 1);
    assertThat(materializer.recorded(VIEW.name())).isEmpty();
  }

  @Test
  void aJobThatWaitsForItsScanIsStoppedAndTheScanIsClosed() throws Exception {
    Promise<Void> turn = Promise.promise();
    history.opening(turn.future());
    var job = materializer.started(false, WINDOW, VIEW.name());
    while (history.requests.isEmpty()) {
      Thread.onSpinWait();
    }

    materializer.stop(job.id());

    assertThat(materializer.ended(job.id()).state()).isEqualTo(JobState.STOPPED);
    turn.complete();
    assertThat(history.requests).hasSize(1);
    assertThat(history.open()).isZero();
  }

  @Test
  void aScanIsClosedBeforeTheNextIsOpened() throws Exception {
    history.closing(() -> materializer.vertx.timer(100, TimeUnit.MILLISECONDS).mapEmpty());

    var job = materializer.run(false, WINDOW, VIEW.name(), OTHER.name());

    assertThat(job.state()).isEqualTo(JobState.DONE);
    assertThat(history.openBefore).containsExactly(0, 0);
  }

  @Test
  void aStoppedJobStaysStoppedAfterAKill() throws Exception {
    var job = pausedAtChunk(2, VIEW);
    materializer.deploy();
    var _ = materializer.ended(job.id());
    var again = pausedAtChunk(2, VIEW);
    markStopWanted(again);

    materializer.deploy();

    assertThat(materializer.ended(again.id()).state()).isEqualTo(JobState.STOPPED);
  }

  @Test
  void jobsOnTheSameViewAreRefusedUnlessForced() throws Exception {
    var reached = new Gate(2);
    history.gate(reached::pass);
    var first = materializer.started(false, WINDOW, VIEW.name());
    done(reached.arrived.future());

    var refused = materializer.submit(false, WINDOW, VIEW.name(), OTHER.name());
    var waiting = materializer.started(true, WINDOW, VIEW.name());
    var state = materializer.found(JobsQuery.one(waiting.id())).getFirst().state();
    reached.open.complete();

    assertThat(refused.job()).isEmpty();
    assertThat(refused.conflicts()).containsExactly(VIEW.name());
    assertThat(state).isEqualTo(JobState.QUEUED);
    var ended = materializer.ended(waiting.id());
    assertThat(ended.rows()).isEqualTo(new JobRows(ROWS, ROWS, 0, 0));
    assertThat(ended.started().orElseThrow())
        .isAfterOrEqualTo(materializer.ended(first.id()).ended().orElseThrow());
  }

  @Test
  void moreJobsThanMayWaitAreRefused() throws Exception {
    var reached = new Gate(2);
    history.gate(reached::pass);
    var first = materializer.started(false, WINDOW, VIEW.name());
    done(reached.arrived.future());
    for (int job = 0; job < Materializer.CONFIG.queuedJobs(); job++) {
      var _ = materializer.started(true, WINDOW, VIEW.name());
    }

    assertThatThrownBy(() -> materializer.submit(true, WINDOW, VIEW.name()))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.OVERLOADED));
    reached.open.complete();
    var _ = materializer.ended(first.id());
  }

  @Test
  void onlySomeEndedJobsAreKept() throws Exception {
    JobReport last = materializer.run(false, WINDOW, VIEW.name());
    for (int job = 0; job < Materializer.CONFIG.keptJobs() + 3; job++) {
      last = materializer.run(false, WINDOW, VIEW.name());
    }

    var kept = materializer.found(JobsQuery.all(Optional.of(JobState.DONE)));

    assertThat(kept).hasSize(Materializer.CONFIG.keptJobs());
    assertThat(kept.getFirst().id()).isEqualTo(last.id());
    materializer.undeploy();
    try (var files = Files.list(directory.resolve("jobs"))) {
      assertThat(files).hasSize(Materializer.CONFIG.keptJobs());
    }
  }

  @Test
  void filesThatACrashHasLeftHalfWrittenAreLeftOut() throws Exception {
    var job = materializer.run(false, WINDOW, VIEW.name());
    materializer.undeploy();
    var jobs = directory.resolve("jobs");
    var _ = Files.writeString(jobs.resolve(job.id() + ".json.part"), "{\"id\":");
    var _ = Files.writeString(jobs.resolve("another.json"), "{\"id\":");

    materializer.deploy();

    assertThat(materializer.found(JobsQuery.all(Optional.empty()))).containsExactly(job);
  }

  /// Has a job under way when the process ends, a chunk being read.
  private JobReport pausedAtChunk(int chunk, FeatureView... views) throws Exception {
    var reached = new Gate(chunk);
    history.gate(reached::pass);
    var names = List.of(views).stream().map(FeatureView::name).toArray(String[]::new);
    var job = materializer.started(false, WINDOW, names);
    done(reached.arrived.future());
    var seen = materializer.found(JobsQuery.one(job.id())).getFirst();
    while (seen.rows().read() < chunk * 10L) {
      seen =
          materializer
              .found(JobsQuery.change(job.id(), seen.revision(), java.time.Duration.ofSeconds(5)))
              .getFirst();
    }
    materializer.undeploy();
    history.gate(none -> Future.succeededFuture());
    return seen;
  }

  private Path file(JobReport job) {
    return directory.resolve("jobs").resolve(job.id() + ".json");
  }

  /// What is on disk.
  private JsonObject kept(JobReport job) throws IOException {
    return new JsonObject(Files.readString(file(job)));
  }

  private void markStopWanted(JobReport job) throws IOException {
    var file = file(job);
    var text = Files.readString(file).replace("\"stopWanted\":false", "\"stopWanted\":true");
    assertThat(Files.writeString(file, text)).content().contains("\"stopWanted\":true");
  }

  private static <T> Future<T> unavailable() {
    return Future.failedFuture(new PushException(FailureKind.UNAVAILABLE, "history is away"));
  }

  private static List<Row> rows() {
    var rows = new ArrayList<Row>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(new Row(key(row), row, 0, (byte) row));
    }
    return rows;
  }

  private static String key(long row) {
    return "k%03d".formatted(row);
  }

  private static List<String> keys() {
    return rows().stream().map(Row::key).toList();
  }

  /// Holds the reading of one chunk up.
  private static final class Gate {
    private final Promise<Void> arrived = Promise.promise();
    private final Promise<Void> open = Promise.promise();
    private final int chunk;

    Gate(int chunk) {
      this.chunk = chunk;
    }

    Future<Void> pass(int next) {
      if (next != chunk) {
        return Future.succeededFuture();
      }
      arrived.tryComplete();
      return open.future();
    }
  }
}
