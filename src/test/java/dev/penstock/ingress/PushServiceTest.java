package dev.penstock.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OfflineWritten;
import dev.penstock.bus.OnlineWritten;
import dev.penstock.bus.Routes;
import dev.penstock.json.JsonReader;
import dev.penstock.json.TableReader;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Stored;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.RecordRange;
import dev.penstock.plan.PlanSettings;
import dev.penstock.plan.PushPlanner;
import dev.penstock.plan.TimeUnitOfIntegers;
import dev.penstock.registry.DefinitionsFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushServiceTest {
  private static final Pattern ROWS =
      Pattern.compile("penstock_rows_total\\{(.*)outcome=\"(\\w+)\"(.*)} (\\S+)");

  /// Of the three valid rows, two are of one rider.
  private static final String FOUR =
      """
      {"rider_id":[1,1,2,3],"fare":[1,2,3,"x"],"at":"2026-01-01T00:00:00Z"}\
      """;

  private static final String NONE =
      """
      {"rider_id":[],"fare":[],"at":[]}\
      """;

  @TempDir Path directory;
  private final List<OfflineWrite> appended = new CopyOnWriteArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private Definitions definitions;
  private Metrics metrics;

  @BeforeEach
  void define() throws Exception {
    Routes.register(vertx.eventBus());
    definitions =
        DefinitionsFile.read(
            Files.writeString(
                directory.resolve("definitions.yaml"),
                """
                project: test
                entities:
                  - {name: rider, join_keys: [rider_id], value_type: INT64}
                batch_sources:
                  - {name: history, timestamp_field: at}
                push_sources:
                  - {name: rides, batch_source: history}
                feature_views:
                  - {name: broken, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
                  - {name: fine, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
                  - {name: silent, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
                """));
    metrics = new Metrics(InstantSource.system());
    metrics.loaded(definitions, 1);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void oneTargetsFailureLeavesTheOthersAlone() throws Exception {
    serve();

    var outcome = push();

    assertThat(outcome.stored()).isFalse();
    assertThat(outcome.online().get(0).result())
        .isEqualTo(new Failed(FailureKind.UNAVAILABLE, "broken by the test", 3));
    assertThat(outcome.online().get(1).result()).isEqualTo(new Stored(1, 2));
    assertThat(outcome.online().get(2).result())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT));
    assertThat(outcome.offline().getFirst().result()).isEqualTo(new Stored(3, 0));
  }

  @Test
  void withNobodyServingEveryTargetIsDraining() throws Exception {
    var outcome = push();

    assertThat(outcome.online())
        .extracting(target -> ((Failed) target.result()).kind())
        .containsOnly(FailureKind.DRAINING);
  }

  @Test
  void whatWasReceivedIsWrittenStaleRejectedOrFailed() throws Exception {
    serve();
    var _ = push();

    var _ = push();

    var sums = new HashMap<String, Double>();
    var received = new HashMap<String, Double>();
    ROWS.matcher(metrics.scrape())
        .results()
        .forEach(line -> {
          var into = line.group(2).equals("received") ? received : sums;
          into.merge(line.group(1) + line.group(3), Double.valueOf(line.group(4)), Double::sum);
        });
    assertThat(received).hasSize(4).isEqualTo(sums);
    assertThat(received.values()).containsOnly(8.0);
  }

  @Test
  void rowsOfRecordsAreAppendedUnderTheirRange() throws Exception {
    serve();
    var range = new RecordRange("rides/0", new long[] {5, 5, 6}, 9);

    var _ = service().write(plan(FOUR), range).await(10, TimeUnit.SECONDS);

    assertThat(appended).extracting(OfflineWrite::id).containsExactly(range);
  }

  @Test
  void recordsAreDoneAlsoWhereNoRowsCameOfThem() throws Exception {
    serve();
    var range = new RecordRange("rides/0", new long[0], 9);

    var _ = service().write(plan(NONE), range).await(10, TimeUnit.SECONDS);
    var _ = service().write(plan(NONE)).await(10, TimeUnit.SECONDS);

    assertThat(appended).extracting(OfflineWrite::id).containsExactly(range);
  }

  private PushOutcome push() throws Exception {
    return service().write(plan(FOUR)).await(10, TimeUnit.SECONDS);
  }

  private PushPlan plan(String df) {
    byte[] body = df.getBytes(UTF_8);
    var reader = new JsonReader(body, 0, body.length, 64);
    assertThat(reader.next()).isEqualTo(JsonReader.Token.OBJECT_START);
    var rows = new TableReader(reader, body, 100, "df").read(false);
    var request =
        new PushRequest(
            "id", new ToPushSource("rides"), To.ONLINE_AND_OFFLINE, Handling.LENIENT, rows);
    var settings = new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system());
    return new PushPlanner(settings).plan(request, definitions);
  }

  private PushService service() {
    return new PushService(vertx.eventBus(), Duration.ofMillis(500), counting());
  }

  private PushListener counting() {
    return new PushListener() {
      @Override
      public void pushed(PushOutcome outcome) {
        metrics.pushed(outcome);
      }

      @Override
      public void refused(PushRequest request, InvalidRequestException refusal) {
        metrics.refused(request, refusal);
      }
    };
  }

  /// One of the two rows that are left of a view is stale.
  private void serve() throws Exception {
    Map<String, Future<OnlineWritten>> answers =
        Map.of(
            "broken",
            Future.failedFuture(new PushException(FailureKind.UNAVAILABLE, "broken by the test")),
            "fine",
            Future.succeededFuture(new OnlineWritten(1, 1)),
            "silent",
            Promise.<OnlineWritten>promise().future());
    var online =
        Routes.ONLINE_WRITE.serve(
            vertx.eventBus(), write -> answers.get(write.rows().view().name()));
    var offline =
        Routes.OFFLINE_WRITE.serve(
            vertx.eventBus(),
            write -> {
              appended.add(write);
              return Future.succeededFuture(new OfflineWritten(write.rows().rows()));
            });
    Future.all(online.ready(), offline.ready()).await(10, TimeUnit.SECONDS);
  }
}
