package dev.penstock.ingress.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OfflineWritten;
import dev.penstock.bus.OnlineWrite;
import dev.penstock.bus.OnlineWritten;
import dev.penstock.bus.Routes;
import dev.penstock.config.FormatConfig;
import dev.penstock.config.TopicConfig;
import dev.penstock.config.TopicConfig.BadRecords;
import dev.penstock.config.TopicConfig.UnknownFields;
import dev.penstock.ingress.PushService;
import dev.penstock.ingress.Unheard;
import dev.penstock.ingress.kafka.format.RecordFormats;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.LetterFate;
import dev.penstock.model.LetterFate.Bad;
import dev.penstock.model.LetterFate.Stored;
import dev.penstock.model.PushException;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.RecordRange;
import dev.penstock.plan.PlanSettings;
import dev.penstock.plan.PushPlanner;
import dev.penstock.plan.TimeUnitOfIntegers;
import dev.penstock.registry.DefinitionsFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dead letters between a topic that is made up and stores that fail on demand.
class LetterTrialsTest {
  private static final long SENT_MILLIS = 1_780_000_000_000L;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final List<OnlineWrite> online = new CopyOnWriteArrayList<>();
  private final List<OfflineWrite> offline = new CopyOnWriteArrayList<>();
  private volatile Function<OnlineWrite, OnlineWritten> answer =
      write -> new OnlineWritten(write.rows().rows(), 0);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private volatile Optional<PushException> fault = Optional.empty();
  private Definitions definitions;

  @BeforeEach
  void serve() throws Exception {
    define("rides");
    var bus = vertx.eventBus();
    Routes.register(bus);
    var _ = Routes.ONLINE_WRITE.serve(bus, this::onlineWrite).ready().await(5, TimeUnit.SECONDS);
    var _ = Routes.OFFLINE_WRITE.serve(bus, this::offlineWrite).ready().await(5, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void aLetterIsStoredUnderItsRecordsNameWhereverItIs() throws Exception {
    var fates = trials(List.of(letter(1, ride(7)), letter(2, ride(7))));

    assertThat(fates).extracting(LetterFate::result).containsOnly(new Stored(false));
    assertThat(offline)
        .extracting(write -> ((RecordRange) write.id()).stream())
        .containsExactly("dead-letter/rides/0/7/1000", "dead-letter/rides/0/7/1000");
    assertThat(((RecordRange) offline.getFirst().id()).offset(0)).isEqualTo(7);
  }

  @Test
  void aLetterWasIngestedWhenItWasSent() throws Exception {
    var _ = trials(List.of(letter(1, ride(7))));

    assertThat(offline.getFirst().rows().createdTime(0)).isEqualTo((SENT_MILLIS + 1) * 1_000);
    assertThat(online.getFirst().rows().createdTime(0)).isEqualTo((SENT_MILLIS + 1) * 1_000);
  }

  @Test
  void whatIsBadIsToldWithItsReasonAndTheOthersAreStored() throws Exception {
    var foreign = new ConsumerRecord<>("dead", 0, 4L, new byte[0], "hi".getBytes(UTF_8));

    var fates =
        trials(
            List.of(
                letter(1, "{\"rider_id\":\"x\",\"fare\":1,\"at\":\"2026-01-01T00:00:00Z\"}"),
                letter(2, "no JSON"),
                letter(3, "gone", ride(9)),
                foreign,
                letter(5, ride(9))));

    assertThat(fates).extracting(LetterFate::offset).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(reason(fates.get(0))).contains("INT64");
    assertThat(((Bad) fates.get(0).result()).column()).contains("rider_id");
    assertThat(reason(fates.get(2))).contains("no entry gone");
    assertThat(reason(fates.get(3))).contains("no header penstock.topic");
    assertThat(fates.get(3).record()).isEmpty();
    assertThat(fates.get(4).result()).isEqualTo(new Stored(false));
    assertThat(offline).hasSize(1);
  }

  @Test
  void aPushSourceThatNobodyWantsAnyMoreMakesLettersBad() throws Exception {
    define("others");

    assertThat(reason(trials(List.of(letter(1, ride(7)))).getFirst()))
        .contains("push source 'rides'");
  }

  @Test
  void whatAStoreRefusesIsBad() throws Exception {
    fault = Optional.of(new PushException(FailureKind.ROW_REFUSED, "not this one"));

    var fate = trials(List.of(letter(1, ride(7)))).getFirst();

    assertThat(reason(fate)).contains("history ROW_REFUSED: not this one");
  }

  @Test
  void aStoreThatIsAwayMakesNoLetterBad() {
    fault = Optional.of(new PushException(FailureKind.UNAVAILABLE, "away"));

    assertThatThrownBy(() -> trials(List.of(letter(1, ride(7)), letter(2, "no JSON"))))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE))
        .hasMessageContaining("history: away");
  }

  @Test
  void aLetterThatNewerRowsAreServedInsteadOfIsStale() throws Exception {
    answer = write -> new OnlineWritten(0, write.rows().rows());

    assertThat(trials(List.of(letter(1, ride(7)))).getFirst().result()).isEqualTo(new Stored(true));
  }

  @Test
  void lettersOfOneKeyAreWrittenInTheirOrder() throws Exception {
    var fates = trials(IntStream.range(0, 20).mapToObj(at -> letter(at, ride(at))).toList());

    assertThat(fates).hasSize(20);
    assertThat(mostUnderWay).hasValue(1);
    assertThat(online.stream().map(write -> write.rows().createdTime(0)))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private List<LetterFate> trials(List<ConsumerRecord<byte[], byte[]>> letters) throws Exception {
    var formats = new RecordFormats(vertx);
    var settings = new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system());
    var planner =
        new LetterPlanner(
            List.of(topic()),
            topic -> formats.of(topic.format()),
            new PushPlanner(settings)::plan,
            () -> definitions);
    var pushes = new PushService(vertx.eventBus(), Duration.ofSeconds(5), new Unheard());
    var trials = new LetterTrials(vertx, planner, pushes);
    Future<List<LetterFate>> fates =
        Future.future(promise -> vertx.runOnContext(now -> trials.of(letters).onComplete(promise)));
    return fates.await(20, TimeUnit.SECONDS);
  }

  private static TopicConfig topic() {
    return new TopicConfig(
        "rides",
        List.of("rides"),
        Optional.empty(),
        Optional.of("rides"),
        To.ONLINE_AND_OFFLINE,
        new FormatConfig.Json(FormatConfig.NullValue.IGNORE),
        Map.of(),
        UnknownFields.IGNORE,
        BadRecords.DEAD_LETTER,
        Optional.of("dead"));
  }

  private void define(String pushSource) throws Exception {
    definitions =
        DefinitionsFile.read(
            Files.writeString(
                directory.resolve("definitions.yaml"),
                """
                project: test
                entities:
                  - {name: rider, join_keys: [rider_id], value_type: INT64}
                batch_sources:
                  - {name: history, timestamp_field: at, created_timestamp_column: created}
                push_sources:
                  - {name: SOURCE, batch_source: history}
                feature_views:
                  - {name: fine, entities: [rider], source: SOURCE, schema: [{name: fare, dtype: Float64}]}
                """
                    .replace("SOURCE", pushSource)));
  }

  private Future<OnlineWritten> onlineWrite(OnlineWrite write) {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    return vertx
        .timer(1)
        .map(late -> {
          online.add(write);
          underWay.decrementAndGet();
          return answer.apply(write);
        });
  }

  private Future<OfflineWritten> offlineWrite(OfflineWrite write) {
    offline.add(write);
    return fault.isPresent()
        ? Future.failedFuture(fault.get())
        : Future.succeededFuture(new OfflineWritten(write.rows().rows()));
  }

  private static String reason(LetterFate fate) {
    return ((Bad) fate.result()).reason();
  }

  /// @param offset of the record, from its value
  private record Ride(int offset, String json) {}

  private static Ride ride(int offset) {
    return new Ride(offset, "{\"rider_id\":1,\"fare\":1.5,\"at\":\"2026-01-01T00:00:00Z\"}");
  }

  private static ConsumerRecord<byte[], byte[]> letter(long offset, Ride ride) {
    return letter(offset, "rides", ride);
  }

  private static ConsumerRecord<byte[], byte[]> letter(long offset, String json) {
    return letter(offset, "rides", new Ride(100, json));
  }

  private static ConsumerRecord<byte[], byte[]> letter(long offset, String entry, Ride ride) {
    var headers = new RecordHeaders();
    Map.of(
            DeadLetters.ENTRY, entry,
            DeadLetters.TOPIC, "rides",
            DeadLetters.PARTITION, "0",
            DeadLetters.OFFSET, Integer.toString(ride.offset()),
            DeadLetters.TIMESTAMP, "1000")
        .forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    byte[] value = ride.json().getBytes(UTF_8);
    return new ConsumerRecord<>(
        "dead",
        0,
        offset,
        SENT_MILLIS + offset,
        TimestampType.CREATE_TIME,
        1,
        value.length,
        "k".getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }
}
