package dev.penstock.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.MaterializerConfig;
import dev.penstock.jobs.KeptInMemory;
import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobTrigger;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.model.VerifyRequest;
import dev.penstock.offline.NewestRequest;
import dev.penstock.verify.StoresInMemory.Row;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final long NOW_MICROS = NOW.toEpochMilli() * 1_000;

  /// Entities of which so many are wrong that they are read again in between.
  private static final long MUCH = 30_000;

  private static final OptionalInt ALL = OptionalInt.empty();
  private static final MaterializerConfig CONFIG =
      new MaterializerConfig(
          1,
          1,
          7,
          1 << 20,
          Duration.ZERO,
          Duration.ofSeconds(10),
          5,
          Duration.ofDays(1),
          new MaterializerConfig.Retry(4, Duration.ofMillis(1), Duration.ofMillis(4)));

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final StoresInMemory stores = new StoresInMemory();
  private final List<ViewReport> told = new ArrayList<>();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @AfterEach
  void close() throws Exception {
    var _ = vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void whatIsMaterializedAgrees() throws Exception {
    for (long rider = 0; rider < 20; rider++) {
      materialized(rider, 1);
    }

    var report = check(request(ALL));

    assertThat(report.getDouble("share")).isEqualTo(1);
    assertThat(view(report).getLong("checked")).isEqualTo(20);
    assertThat(view(report).getLong("agree")).isEqualTo(20);
    assertThat(view(report).getJsonObject("examples")).isEmpty();
  }

  @Test
  void eachFaultIsFoundInItsClassAndNothingElse() throws Exception {
    for (int attempt = 0; attempt < 40; attempt++) {
      var planted = new TreeMap<String, Set<Long>>();
      long first = attempt * 100L;
      for (long rider = first; rider < first + 50; rider++) {
        var newest = materialized(rider, 1 + random.nextInt(4));
        var verdict = List.of(Verdict.values()).get(random.nextInt(Verdict.values().length));
        if (verdict != Verdict.EXPIRED && random.nextBoolean()) {
          plant(verdict, newest);
          if (verdict != Verdict.AGREE) {
            planted.computeIfAbsent(verdict.word(), none -> new TreeSet<>()).add(rider);
          }
        }
      }

      // Only the riders of this attempt: times of others are outside of the window.
      var report = check(request(ALL, first));

      assertThat(found(view(report))).as("seed %d, try %d", seed, attempt).isEqualTo(planted);
      assertThat(view(report).getLong("checked")).isEqualTo(50);
    }
  }

  @Test
  void examplesShowWhatDiffers() throws Exception {
    stores.append(new Row(7, 1_000_000, 9.5));
    stores.serve(new Row(7, 1_000_000, 7.5));
    stores.append(new Row(8, 2_500_000, 1));

    var examples = view(check(request(ALL))).getJsonObject("examples");

    assertThat(examples)
        .isEqualTo(
            new JsonObject(
                """
                {"missing":[{"entity":{"rider_id":8},
                   "history_event_timestamp":"1970-01-01T00:00:02.500Z",
                   "online_event_timestamp":null}],
                 "differ":[{"entity":{"rider_id":7},
                   "history_event_timestamp":"1970-01-01T00:00:01Z",
                   "online_event_timestamp":"1970-01-01T00:00:01Z",
                   "features":{"fare":{"history":9.5,"online":7.5}}}]}
                """));
  }

  @Test
  void aRowBeyondTheTtlThatWasNeverMaterializedIsNoFault() throws Exception {
    long old = NOW_MICROS - Duration.ofHours(3).toMillis() * 1_000;
    stores.append(new Row(1, old, 1));
    stores.append(new Row(2, old, 1));
    stores.serve(new Row(2, old, 1));
    stores.append(new Row(3, NOW_MICROS, 1));

    var report = view(check(request(ALL, "aging")));

    assertThat(report.getLong("expired")).isOne();
    assertThat(report.getLong("agree")).isOne();
    assertThat(report.getLong("missing")).isOne();
    assertThat(report.getDouble("share")).isEqualTo(2 / 3.0);
  }

  @Test
  void aTimeThatIsCutOffToSecondsAgreesWhenTheValuesDo() throws Exception {
    stores.append(new Row(1, 5_123_456, 1));
    stores.serve(new Row(1, 5_000_000, 1));
    stores.append(new Row(2, 5_123_456, 1));
    stores.serve(new Row(2, 5_000_000, 2));
    stores.append(new Row(3, 5_123_000, 1));
    stores.serve(new Row(3, 5_123_456, 1));

    var report = view(check(request(ALL)));

    assertThat(report.getLong("agree")).isEqualTo(2);
    assertThat(report.getLong("stale")).isOne();
  }

  @Test
  void pushesThatGoOnMeanwhileAreNoFaults() throws Exception {
    for (long rider = 0; rider < 30; rider++) {
      materialized(rider, 1);
    }
    var over = new AtomicBoolean();
    var producers = new ArrayList<Thread>();
    for (int producer = 0; producer < 4; producer++) {
      int own = producer;
      producers.add(Thread.startVirtualThread(() -> produce(own, over)));
    }
    try {
      for (int attempt = 0; attempt < 25; attempt++) {
        var report = check(request(attempt % 2 == 0 ? ALL : OptionalInt.of(20)));

        assertThat(report.getDouble("share")).as("seed %d: %s", seed, report).isEqualTo(1);
      }
    } finally {
      over.set(true);
      for (var producer : producers) {
        producer.join();
      }
    }
  }

  /// Pushes to both stores, either of them first and the other some time later. Times repeat, so
  /// that later values replace others of the same time. Each producer has riders of its own.
  private void produce(int producer, AtomicBoolean over) {
    var own = new Random(seed + producer);
    for (long time = 1_000; !over.get(); time += own.nextInt(2)) {
      var row = new Row(own.nextInt(7) * 4L + producer, time, own.nextInt(100));
      boolean historyFirst = own.nextBoolean();
      if (historyFirst) {
        stores.append(row);
        LockSupport.parkNanos(own.nextInt(2_000_000));
        stores.push(row);
      } else {
        stores.push(row);
        LockSupport.parkNanos(own.nextInt(2_000_000));
        stores.append(row);
      }
      LockSupport.parkNanos(own.nextInt(200_000));
    }
  }

  @Test
  void aViewOfWhichMuchIsWrongIsCheckedWithOneScanAtATime() throws Exception {
    stores.oneScanAtATime(() -> vertx.timer(1, TimeUnit.MILLISECONDS).mapEmpty());
    for (long rider = 0; rider < MUCH; rider++) {
      stores.append(new Row(rider, rider, 1));
      if (rider % 5 == 0) {
        stores.serve(new Row(rider, rider, 1));
      }
    }

    var report = check(request(ALL));

    assertThat(view(report).getString("error")).isNull();
    assertThat(view(report).getLong("entities")).isEqualTo(MUCH);
    assertThat(view(report).getLong("agree")).isEqualTo(MUCH / 5);
    assertThat(view(report).getLong("missing")).isEqualTo(MUCH - MUCH / 5);
    // Once for each 10,000 that are wrong, and for the rest.
    assertThat(stores.requests).hasSize(3);
  }

  @Test
  void aCheckThatReadsAgainInBetweenGoesOnInTheSameWindow() throws Exception {
    for (long rider = 0; rider < MUCH; rider++) {
      stores.append(new Row(rider, rider, 1));
    }
    // One that the next scan could find, and one that it could find once more.
    stores.append(new Row(MUCH, NOW_MICROS + 1, 1));
    stores.append(new Row(0, NOW_MICROS + 1, 1));
    var hours = new AtomicInteger();
    var job = job(request(ALL));

    assertThat(verification(() -> NOW.plus(Duration.ofHours(hours.getAndIncrement()))).run(job))
        .isTrue();

    assertThat(view(left(job)).getLong("checked")).isEqualTo(MUCH);
    assertThat(stores.requests).hasSizeGreaterThan(1);
    assertThat(stores.requests).extracting(NewestRequest::to).containsOnly(NOW_MICROS);
  }

  @Test
  void aSampleIsDrawnAgainByItsSeed() throws Exception {
    for (long rider = 0; rider < 200; rider++) {
      stores.append(new Row(rider, 1, 1));
    }

    var one = view(check(request(OptionalInt.of(30), OptionalLong.of(5), "of_rider")));
    var again = view(check(request(OptionalInt.of(30), OptionalLong.of(5), "of_rider")));
    var other = view(check(request(OptionalInt.of(30), OptionalLong.of(6), "of_rider")));

    assertThat(one.getLong("entities")).isEqualTo(200);
    assertThat(one.getLong("checked")).isEqualTo(30);
    assertThat(found(again)).isEqualTo(found(one));
    assertThat(found(other)).isNotEqualTo(found(one));
  }

  @Test
  void aCheckThatIsInterruptedGoesOnWithTheViewItWasAt() throws Exception {
    stores.append(new Row(1, 1, 1));
    var job = job(request(ALL, "aging", "of_rider"));
    var chunks = new int[1];
    stores.beforeChunk(() -> {
      // In the second view.
      if (++chunks[0] == 3) {
        job.stop();
      }
    });

    assertThat(verification().run(job)).isFalse();
    job.goOn();
    assertThat(verification().run(job)).isTrue();

    var report = left(job);
    assertThat(told).extracting(ViewReport::view).containsExactly("aging", "of_rider");
    assertThat(report.getJsonArray("feature_views")).hasSize(2);
    assertThat(job.report().rows().read()).isEqualTo(2);
    assertThat(job.fraction()).isEqualTo(1);
  }

  @Test
  void aStoreThatFailsIsAskedAgain() throws Exception {
    var _ = materialized(1, 1);
    stores.fail(new PushException(FailureKind.UNAVAILABLE, "away"));

    assertThat(check(request(ALL)).getDouble("share")).isEqualTo(1);
  }

  @Test
  void aViewThatCannotBeReadIsToldAndTheNextIsChecked() throws Exception {
    var _ = materialized(1, 1);
    stores.fail(new PushException(FailureKind.SCHEMA_MISSING, "no such table"));

    var report = check(request(ALL, "aging", "of_rider"));

    assertThat(view(report).getString("error")).isEqualTo("no such table");
    assertThat(view(report).getDouble("share")).isNull();
    assertThat(report.getJsonArray("feature_views").getJsonObject(1).getLong("agree")).isOne();
  }

  @Test
  void withoutNamesAllThatHaveAHistoryAreChecked() throws Exception {
    var job =
        verification()
            .plan(
                new VerifyRequest(
                    JobTrigger.API,
                    Optional.empty(),
                    ALL,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    1))
            .await(5, TimeUnit.SECONDS);

    assertThat(job.kind()).isEqualTo(JobKind.VERIFY);
    assertThat(job.views()).containsExactly("aging", "of_rider");
    assertThatThrownBy(() -> job(request(ALL, "nope"))).hasMessageContaining("nope");
  }

  @Test
  void aWindowThatEndsBeforeItStartsIsRefused() {
    var backwards =
        new VerifyRequest(
            JobTrigger.API,
            Optional.empty(),
            ALL,
            OptionalLong.of(2),
            OptionalLong.of(1),
            OptionalLong.empty(),
            1);

    assertThatThrownBy(() -> job(backwards)).hasMessageContaining("must not be after end_ts");
  }

  private Row materialized(long rider, int rows) {
    for (int row = 0; row < rows; row++) {
      stores.append(new Row(rider, rider * 10 + random.nextInt(5), random.nextInt(100)));
    }
    var newest = stores.newest(rider, 0, Long.MAX_VALUE).orElseThrow();
    stores.serve(newest);
    return newest;
  }

  private void plant(Verdict verdict, Row newest) {
    switch (verdict) {
      case AGREE, EXPIRED -> {}
      case NEWER -> stores.serve(new Row(newest.rider(), newest.event() + 1, newest.fare() + 1));
      case MISSING -> stores.forget(newest.rider());
      case STALE -> stores.serve(new Row(newest.rider(), newest.event() - 1, newest.fare() + 1));
      case DIFFER -> stores.serve(new Row(newest.rider(), newest.event(), newest.fare() + 1));
    }
  }

  /// The riders that examples show, by verdict.
  private static Map<String, Set<Long>> found(JsonObject view) {
    var found = new TreeMap<String, Set<Long>>();
    for (var verdict : Verdict.values()) {
      var examples = view.getJsonObject("examples").getJsonArray(verdict.word());
      if (examples != null) {
        assertThat(view.getLong(verdict.word())).isEqualTo(examples.size());
        var riders = found.computeIfAbsent(verdict.word(), none -> new TreeSet<>());
        examples.stream()
            .map(JsonObject.class::cast)
            .forEach(one -> riders.add(one.getJsonObject("entity").getLong("rider_id")));
      }
    }
    return found;
  }

  private static JsonObject view(JsonObject report) {
    return report.getJsonArray("feature_views").getJsonObject(0);
  }

  private static VerifyRequest request(OptionalInt sample, String... views) {
    return request(
        sample, OptionalLong.empty(), views.length == 0 ? new String[] {"of_rider"} : views);
  }

  private static VerifyRequest request(OptionalInt sample, OptionalLong seed, String... views) {
    return new VerifyRequest(
        JobTrigger.API,
        Optional.of(List.of(views)),
        sample,
        OptionalLong.empty(),
        OptionalLong.empty(),
        seed,
        100);
  }

  /// Of the fifty riders from the first.
  private static VerifyRequest request(OptionalInt sample, long firstRider) {
    return new VerifyRequest(
        JobTrigger.API,
        Optional.of(List.of("of_rider")),
        sample,
        OptionalLong.of(firstRider * 10),
        OptionalLong.of((firstRider + 50) * 10),
        OptionalLong.empty(),
        100);
  }

  private JsonObject check(VerifyRequest request) throws Exception {
    var job = job(request);
    assertThat(verification().run(job)).isTrue();
    return left(job);
  }

  private KeptInMemory job(VerifyRequest request) throws Exception {
    return new KeptInMemory(verification().plan(request).await(5, TimeUnit.SECONDS), directory);
  }

  private static JsonObject left(KeptInMemory job) throws Exception {
    return new JsonObject(Files.readString(job.report().result().orElseThrow().file()));
  }

  private Verification verification() {
    return verification(InstantSource.fixed(NOW));
  }

  private Verification verification(InstantSource clock) {
    return new Verification(
        vertx,
        VerificationTest::definitions,
        stores,
        stores,
        CONFIG,
        clock,
        told::add,
        List.of(Duration.ofMillis(10), Duration.ofMillis(200)));
  }

  private static Definitions definitions() {
    return new Definitions(
        "shop",
        List.of(),
        List.of(),
        List.of(),
        List.of(
            view("of_rider", Duration.ZERO, source("rides")),
            view("aging", Duration.ofHours(2), source("rides")),
            view(
                "elsewhere",
                Duration.ZERO,
                new BatchSource(
                    "lake",
                    new BatchSource.Origin.Elsewhere("BigQuerySource"),
                    "at",
                    Optional.empty(),
                    Map.of(),
                    List.of()))),
        List.of());
  }

  private static BatchSource source(String name) {
    return new BatchSource(name, "at", Optional.empty(), Map.of(), List.of());
  }

  private static FeatureView view(String name, Duration ttl, BatchSource source) {
    return new FeatureView(
        name,
        FeatureView.Kind.FEATURE_VIEW,
        List.of("rider"),
        List.of(new Field("rider_id", ValueType.INT64)),
        List.of(new Field("fare", ValueType.DOUBLE)),
        ttl,
        Optional.empty(),
        source,
        true,
        Map.of());
  }
}
