package dev.penstock.ingress.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.penstock.ingress.kafka.LaneWork.OffLoop;
import dev.penstock.ingress.kafka.format.RecordFormats;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.PushRequest.To;
import dev.penstock.model.RecordRange;
import dev.penstock.plan.PlanSettings;
import dev.penstock.plan.PushPlanner;
import dev.penstock.plan.TimeUnitOfIntegers;
import dev.penstock.registry.DefinitionsFile;
import dev.penstock.work.Doubling;
import dev.penstock.work.Timers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A lane between records that are made up and stores that fail on demand.
class PartitionLaneTest {
  private static final TopicPartition PARTITION = new TopicPartition("rides", 0);

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<Long> online = new CopyOnWriteArrayList<>();
  private final List<Long> offline = new CopyOnWriteArrayList<>();
  private final List<BadRecord> bad = new CopyOnWriteArrayList<>();
  private volatile Function<OnlineWrite, Optional<PushException>> onlineFault =
      write -> Optional.empty();
  private volatile Function<OfflineWrite, Optional<PushException>> offlineFault =
      write -> Optional.empty();
  private Definitions definitions;

  @BeforeEach
  void serve() throws Exception {
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
                  - {name: fine, entities: [rider], source: rides, schema: [{name: fare, dtype: Float64}]}
                """));
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
  void recordsAreStoredInTheirOrderAndDoneWithAllBeforeThem() throws Exception {
    var lane = lane(BadRecords.SKIP, 10);

    add(lane, good(0, 100));

    await(() -> lane.end() == 100);
    assertThat(offline).containsExactlyElementsOf(offsets(0, 100));
    assertThat(bad).isEmpty();
  }

  @Test
  void aBadRecordIsToldAndTheOthersAreStored() throws Exception {
    var lane = lane(BadRecords.DEAD_LETTER, 10);
    var records = new ArrayList<>(good(0, 5));
    records.add(record(5, "{\"rider_id\":\"x\",\"fare\":1,\"at\":\"2026-01-01T00:00:00Z\"}"));
    records.add(record(6, "no JSON"));
    records.addAll(good(7, 9));

    add(lane, records);

    await(() -> lane.end() == 9);
    assertThat(offline).containsExactly(0L, 1L, 2L, 3L, 4L, 7L, 8L);
    assertThat(bad).extracting(one -> one.record().offset()).containsExactly(5L, 6L);
    assertThat(bad.getFirst().column()).contains("rider_id");
    assertThat(bad.getFirst().reason()).contains("INT64");
  }

  @Test
  void ofARecordWithSeveralRowsAllAreStoredOrNone() throws Exception {
    var lane = lane(BadRecords.DEAD_LETTER, 10);
    var twoRows =
        record(
            1,
            "[{\"rider_id\":1,\"fare\":1,\"at\":\"2026-01-01T00:00:00Z\"},"
                + "{\"rider_id\":2,\"fare\":\"x\",\"at\":\"2026-01-01T00:00:00Z\"}]");

    add(lane, List.of(good(0), twoRows, good(2)));

    await(() -> lane.end() == 3);
    assertThat(offline).containsExactly(0L, 2L);
    assertThat(bad).extracting(one -> one.record().offset()).containsExactly(1L);
  }

  @Test
  void whereBadRecordsStopItNothingBehindTheFirstIsStored() throws Exception {
    var lane = lane(BadRecords.STOP, 100);
    var records = new ArrayList<>(good(0, 3));
    records.add(record(3, "no JSON"));
    records.addAll(good(4, 6));

    add(lane, records);

    await(() -> lane.stopped().isPresent());
    assertThat(lane.end()).isEqualTo(3);
    assertThat(offline).containsExactly(0L, 1L, 2L);
    assertThat(lane.stopped().orElseThrow()).contains("offset 3");
    assertThat(lane.isFull()).isTrue();
  }

  @Test
  void onlyTheStoreThatFailsIsTriedAgain() throws Exception {
    var failures = new AtomicInteger();
    offlineFault =
        write ->
            failures.incrementAndGet() <= 3
                ? Optional.of(new PushException(FailureKind.UNAVAILABLE, "away"))
                : Optional.empty();
    var lane = lane(BadRecords.SKIP, 100);

    add(lane, good(0, 4));

    await(() -> lane.end() == 4);
    assertThat(failures).hasValue(4);
    assertThat(online).hasSize(1);
    assertThat(offline).containsExactlyElementsOf(offsets(0, 4));
  }

  @Test
  void aRecordThatAStoreRefusesIsFoundAndTheOthersAreStored() throws Exception {
    offlineFault =
        write ->
            write.id() instanceof RecordRange range && contains(range, 13)
                ? Optional.of(new PushException(FailureKind.ROW_REFUSED, "no 13 here"))
                : Optional.empty();
    var lane = lane(BadRecords.DEAD_LETTER, 100);

    add(lane, good(0, 50));

    await(() -> lane.end() == 50);
    assertThat(offline)
        .containsExactlyElementsOf(offsets(0, 50).stream().filter(at -> at != 13).toList());
    assertThat(bad).hasSize(1);
    assertThat(bad.getFirst().record().offset()).isEqualTo(13);
    assertThat(bad.getFirst().reason()).contains("no 13 here");
  }

  @Test
  void aLaneThatIsGivenUpTriesNothingFurther() throws Exception {
    var attempts = new AtomicInteger();
    onlineFault =
        write -> {
          attempts.incrementAndGet();
          return Optional.of(new PushException(FailureKind.UNAVAILABLE, "away"));
        };
    var lane = lane(BadRecords.SKIP, 100);
    add(lane, good(0, 4));
    await(() -> attempts.get() > 2);

    var _ = onLoop(lane::close).await(5, TimeUnit.SECONDS);

    int then = attempts.get();
    assertThat(lane.end()).isEqualTo(-1);
    add(lane, good(4, 8));
    assertThat(attempts.get()).isLessThanOrEqualTo(then + 1);
  }

  @Test
  void aLaneWithEnoughIsFullUntilHalfIsDone() throws Exception {
    var lane = lane(BadRecords.SKIP, 10);
    onlineFault = write -> Optional.of(new PushException(FailureKind.UNAVAILABLE, "away"));

    add(lane, good(0, 1_000));

    await(lane::isFull);
    assertThat(lane.hasRoom()).isFalse();
    onlineFault = write -> Optional.empty();
    await(() -> lane.end() == 1_000);
    assertThat(lane.hasRoom()).isTrue();
    assertThat(lane.pending()).isZero();
  }

  private PartitionLane lane(BadRecords policy, int batchRows) {
    var pauses = new Doubling(Duration.ofMillis(1), Duration.ofMillis(5));
    var formats = new RecordFormats(vertx);
    var topic =
        new TopicConfig(
            "rides",
            List.of("rides"),
            Optional.empty(),
            Optional.of("rides"),
            To.ONLINE_AND_OFFLINE,
            new FormatConfig.Json(FormatConfig.NullValue.IGNORE),
            Map.of(),
            UnknownFields.IGNORE,
            policy,
            Optional.of("rides.dead"));
    var format = formats.of(topic.format());
    var planner =
        new PushPlanner(new PlanSettings(TimeUnitOfIntegers.NANOSECONDS, InstantSource.system()));
    var listener = new UnheardRecords();
    var patience = new Patience(PARTITION, Timers.of(vertx), pauses, listener);
    var work =
        new LaneWork(
            PARTITION,
            () -> Future.succeededFuture("rides/id/0"),
            format,
            new BatchPlanner(topic, format, planner::plan, () -> definitions),
            offLoop(),
            new BatchWriter(
                new PushService(vertx.eventBus(), Duration.ofSeconds(5), new Unheard()), patience),
            records -> {
              bad.addAll(records);
              return Future.succeededFuture();
            },
            policy,
            patience,
            listener);
    return new PartitionLane(PARTITION, work, new PartitionLane.Limits(batchRows, 64 << 10));
  }

  private OffLoop offLoop() {
    return new OffLoop() {
      @Override
      public <T> Future<T> run(Supplier<T> work) {
        return vertx.executeBlocking(work::get, false).map(Objects::requireNonNull);
      }
    };
  }

  private Future<OnlineWritten> onlineWrite(OnlineWrite write) {
    var fault = onlineFault.apply(write);
    if (fault.isPresent()) {
      return Future.failedFuture(fault.get());
    }
    online.add((long) write.rows().rows());
    return Future.succeededFuture(new OnlineWritten(write.rows().rows(), 0));
  }

  private Future<OfflineWritten> offlineWrite(OfflineWrite write) {
    var fault = offlineFault.apply(write);
    if (fault.isPresent()) {
      return Future.failedFuture(fault.get());
    }
    if (write.id() instanceof RecordRange range) {
      for (int row = 0; row < range.rows(); row++) {
        offline.add(range.offset(row));
      }
    }
    return Future.succeededFuture(new OfflineWritten(write.rows().rows()));
  }

  private void add(PartitionLane lane, List<ConsumerRecord<byte[], byte[]>> records)
      throws Exception {
    var _ =
        onLoop(
                () -> {
                  lane.add(records);
                  return Future.succeededFuture();
                })
            .await(5, TimeUnit.SECONDS);
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> action) {
    return Future.<T>future(
        promise -> context.runOnContext(now -> action.get().onComplete(promise)));
  }

  /// Looks on the lane's own event loop.
  private void await(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!onLoop(() -> Future.succeededFuture(condition.getAsBoolean()))
        .await(5, TimeUnit.SECONDS)) {
      assertThat(System.nanoTime()).as("it does not happen in time").isLessThan(deadline);
    }
  }

  private static boolean contains(RecordRange range, long offset) {
    int row = range.firstRow(offset);
    return row < range.rows() && range.offset(row) == offset;
  }

  private static List<Long> offsets(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> good(long from, long to) {
    return LongStream.range(from, to).mapToObj(PartitionLaneTest::good).toList();
  }

  private static ConsumerRecord<byte[], byte[]> good(long offset) {
    return record(
        offset, "{\"rider_id\":%d,\"fare\":1.5,\"at\":\"2026-01-01T00:00:00Z\"}".formatted(offset));
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
    return new ConsumerRecord<>("rides", 0, offset, new byte[0], value.getBytes(UTF_8));
  }
}
