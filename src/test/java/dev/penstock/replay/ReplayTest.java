package dev.penstock.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.MaterializerConfig.Retry;
import dev.penstock.ingress.DeadLetterTopics;
import dev.penstock.jobs.KeptInMemory;
import dev.penstock.model.FailureKind;
import dev.penstock.model.JobKind;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobTrigger;
import dev.penstock.model.LetterFate;
import dev.penstock.model.LetterFate.Bad;
import dev.penstock.model.LetterFate.Origin;
import dev.penstock.model.LetterFate.Stored;
import dev.penstock.model.LetterRange;
import dev.penstock.model.PushException;
import dev.penstock.model.ReplayRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A replay of letters that are made up: ten in one partition, tried three at a time.
class ReplayTest {
  private static final int LETTERS = 10;
  private static final Retry RETRY = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(2));

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final List<Long> tried = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile Function<Long, LetterFate> fates = ReplayTest::stored;
  private volatile Runnable beforeBatch = () -> {};

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void everyLetterIsTriedAndCounted() throws Exception {
    fates =
        offset ->
            switch (offset.intValue()) {
              case 2 -> fate(offset, new Stored(true));
              case 5 -> fate(offset, new Bad("no number", Optional.of("fare")));
              case 7 ->
                  new LetterFate(0, 7, Optional.empty(), new Bad("foreign", Optional.empty()));
              default -> stored(offset);
            };
    var job = job(10);

    assertThat(run(job)).isTrue();

    assertThat(job.report().kind()).isEqualTo(JobKind.REPLAY);
    assertThat(job.report().views()).containsExactly("trips");
    assertThat(job.report().rows()).isEqualTo(new JobRows(10, 7, 1, 2));
    assertThat(job.fraction()).isEqualTo(1);
    assertThat(left(job))
        .isEqualTo(
            new JsonObject(
                """
                {"topic":"dead","read":10,"stored":8,"stale":1,"bad":1,"unreadable":1,
                 "entries":[{"entry":"trips","read":9,"stored":8,"stale":1,"bad":1}],
                 "examples":[
                  {"partition":0,"offset":5,"entry":"trips",
                   "record":{"topic":"t","partition":3,"offset":105},
                   "column":"fare","reason":"no number"},
                  {"partition":0,"offset":7,"entry":null,"record":null,
                   "column":null,"reason":"foreign"}]}
                """));
    assertThat(open).hasValue(0);
  }

  @Test
  void onlySomeExamplesAreKept() throws Exception {
    fates = offset -> fate(offset, new Bad("x".repeat(9_999), Optional.empty()));
    var job = job(2);

    assertThat(run(job)).isTrue();

    var examples = left(job).getJsonArray("examples");
    assertThat(examples).hasSize(2);
    assertThat(examples.getJsonObject(0).getString("reason")).hasSize(501);
    assertThat(left(job).getLong("bad")).isEqualTo(10);
  }

  @Test
  void oneThatIsStoppedGoesOnWithTheBatchItWasAt() throws Exception {
    var job = job(10);
    beforeBatch =
        () -> {
          if (tried.size() == 6) {
            job.stop();
          }
        };

    assertThat(run(job)).isFalse();
    assertThat(job.report().result()).isEmpty();
    assertThat(job.fraction()).isEqualTo(0.6);
    job.goOn();
    beforeBatch = () -> {};
    assertThat(run(job)).isTrue();

    assertThat(left(job).getLong("stored")).isEqualTo(10);
    assertThat(tried).endsWith(6L, 7L, 8L, 9L).startsWith(0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void whatFailsForOtherReasonsThanTheLettersIsTriedAgain() throws Exception {
    var failures = new AtomicInteger();
    beforeBatch =
        () -> {
          if (tried.size() == 3 && failures.incrementAndGet() < 3) {
            throw new PushException(FailureKind.UNAVAILABLE, "away");
          }
        };
    var job = job(10);

    assertThat(run(job)).isTrue();

    assertThat(left(job).getLong("stored")).isEqualTo(10);
    assertThat(tried).containsExactlyElementsOf(offsets());
    assertThat(open).hasValue(0);
  }

  @Test
  void itFailsOnceThatHasHappenedOften() throws Exception {
    beforeBatch =
        () -> {
          if (tried.size() == 3) {
            throw new PushException(FailureKind.UNAVAILABLE, "away");
          }
        };
    var job = job(10);

    assertThatThrownBy(() -> run(job)).hasMessageContaining("away");

    assertThat(job.fraction()).isEqualTo(0.3);
  }

  @Test
  void aTopicWithoutLettersIsDoneAtOnce() throws Exception {
    var none =
        new ReplayRequest(JobTrigger.API, "empty", OptionalLong.empty(), OptionalLong.empty(), 1);
    var job = new KeptInMemory(replay().plan(none).await(5, TimeUnit.SECONDS), directory);

    assertThat(run(job)).isTrue();

    assertThat(left(job).getLong("read")).isZero();
    assertThat(job.fraction()).isEqualTo(1);
  }

  @Test
  void timesInTheWrongOrderAreRefused() {
    var wrong =
        new ReplayRequest(JobTrigger.API, "dead", OptionalLong.of(2), OptionalLong.of(1), 10);

    assertThatThrownBy(() -> replay().plan(wrong).await(5, TimeUnit.SECONDS))
        .hasMessageContaining("since must not be after until");
  }

  private KeptInMemory job(int examples) throws Exception {
    var request =
        new ReplayRequest(
            JobTrigger.API, "dead", OptionalLong.empty(), OptionalLong.empty(), examples);
    return new KeptInMemory(replay().plan(request).await(5, TimeUnit.SECONDS), directory);
  }

  private Replay replay() {
    return new Replay(vertx, new MadeUp(), RETRY);
  }

  /// On a virtual thread, as jobs are.
  private boolean run(KeptInMemory job) throws Exception {
    Promise<Boolean> done = Promise.promise();
    var verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            context.runOnContext(now -> {
              try {
                done.complete(replay().run(job));
              } catch (Throwable failure) {
                done.fail(failure);
              }
            });
            return Future.succeededFuture();
          }
        };
    var options = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    var _ = vertx.deployVerticle(verticle, options).await(5, TimeUnit.SECONDS);
    return done.future().await(20, TimeUnit.SECONDS);
  }

  private static JsonObject left(KeptInMemory job) throws Exception {
    return new JsonObject(Files.readString(job.report().result().orElseThrow().file()));
  }

  private static List<Long> offsets() {
    return LongStream.range(0, LETTERS).boxed().toList();
  }

  private static LetterFate stored(long offset) {
    return fate(offset, new Stored(false));
  }

  private static LetterFate fate(long offset, LetterFate.Result result) {
    return new LetterFate(
        0, offset, Optional.of(new Origin("trips", "t", 3, 100 + offset)), result);
  }

  private final class MadeUp implements DeadLetterTopics {
    @Override
    public Future<Found> find(String topic, OptionalLong since, OptionalLong until) {
      return Future.succeededFuture(
          new Found(
              topic.equals("dead") ? List.of(new LetterRange(0, 0, LETTERS)) : List.of(),
              List.of("trips")));
    }

    @Override
    public Future<Letters> open(String topic, List<LetterRange> ranges) {
      open.incrementAndGet();
      return Future.succeededFuture(new Batches(ranges));
    }
  }

  private final class Batches implements DeadLetterTopics.Letters {
    private List<LetterRange> left;

    Batches(List<LetterRange> left) {
      this.left = left;
    }

    @Override
    public Future<Optional<DeadLetterTopics.Tried>> next() {
      if (left.isEmpty()) {
        return Future.succeededFuture(Optional.empty());
      }
      try {
        beforeBatch.run();
      } catch (PushException failure) {
        return Future.failedFuture(failure);
      }
      var range = left.getFirst();
      long behind = Math.min(range.next() + 3, range.end());
      var some = new ArrayList<LetterFate>();
      for (long offset = range.next(); offset < behind; offset++) {
        tried.add(offset);
        some.add(fates.apply(offset));
      }
      left = behind == range.end() ? List.of() : List.of(new LetterRange(0, behind, range.end()));
      return Future.succeededFuture(Optional.of(new DeadLetterTopics.Tried(some, left)));
    }

    @Override
    public Future<Void> close() {
      open.decrementAndGet();
      return Future.succeededFuture();
    }
  }
}
