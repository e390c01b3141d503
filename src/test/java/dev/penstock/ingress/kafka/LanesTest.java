package dev.penstock.ingress.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OfflineWritten;
import dev.penstock.bus.OnlineWritten;
import dev.penstock.model.RecordRange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lanes of a consumer, before a store that answers when it is told to.
class LanesTest {
  @TempDir private Path directory;
  private final List<Write> writes = new CopyOnWriteArrayList<>();
  private final Promise<Void> late = Promise.promise();
  private volatile Future<Void> answering = late.future();
  private LanesBench bench;
  private TopicPartition partition;

  /// What the store was asked to write, and whether it was late with something then.
  private record Write(int partition, List<Long> offsets, boolean whileLate) {
    Write {
      offsets = List.copyOf(offsets);
    }
  }

  @BeforeEach
  void open() throws Exception {
    bench =
        LanesBench.open(
            directory,
            write -> Future.succeededFuture(new OnlineWritten(write.rows().rows(), 0)),
            this::store,
            Map.of("PENSTOCK_KAFKA_PARTITION_BYTES", "64KiB"));
    partition = bench.partition(0);
  }

  @AfterEach
  void close() throws Exception {
    late.tryComplete();
    bench.close();
  }

  private Future<OfflineWritten> store(OfflineWrite write) {
    var range = (RecordRange) write.id();
    var offsets = IntStream.range(0, range.rows()).mapToObj(range::offset).toList();
    int number = range.stream().endsWith("/0") ? 0 : 1;
    writes.add(new Write(number, offsets, !late.future().isComplete()));
    return answering.map(now -> new OfflineWritten(range.rows()));
  }

  @Test
  void aPartitionThatComesBackWhileItsOldLaneWritesHasALaneOfItsOwn() throws Exception {
    add(0, 0, 10);
    bench.await(lanes -> !writes.isEmpty());

    var given = bench.ask(lanes -> lanes.giveUp(List.of(partition)));
    gain();
    add(0, 0, 20);
    late.complete();
    Map<TopicPartition, OffsetAndMetadata> old = given.await(10, TimeUnit.SECONDS);
    add(0, 20, 30);
    bench.await(lanes -> end(lanes) == 30);

    assertThat(old).containsOnly(Map.entry(partition, new OffsetAndMetadata(10)));
    assertThat(writes.stream().flatMap(write -> write.offsets().stream()).distinct())
        .containsExactlyElementsOf(LongStream.range(0, 30).boxed().toList());
  }

  @Test
  void aLaneWaitsForTheOldOneOfItsPartitionToHaveWrittenItsLast() throws Exception {
    add(0, 0, 10);
    bench.await(lanes -> !writes.isEmpty());

    var _ = bench.ask(lanes -> lanes.giveUp(List.of(partition)));
    gain();
    answering = Future.succeededFuture();
    add(0, 0, 20);
    add(1, 0, 5);
    // The other partition, which came later, is stored meanwhile.
    bench.await(lanes -> lanes.uncommitted().containsKey(bench.partition(1)));
    late.complete();
    bench.await(lanes -> end(lanes) == 20);

    assertThat(writes.stream().filter(write -> write.partition() == 0))
        .extracting(Write::whileLate)
        .containsExactly(true, false);
  }

  @Test
  void whatCannotBeResumedIsResumedByTheNextBalance() throws Exception {
    var consumer = new Unwilling();
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    KafkaReadStream<byte[], byte[]> stream = KafkaReadStream.create(bench.vertx(), consumer);
    var _ = bench.ask(lanes -> stream.assign(Set.of(partition))).await(10, TimeUnit.SECONDS);
    add(0, 0, 1_000);
    balance(stream);
    bench.await(lanes -> consumer.paused().contains(partition));

    answering = Future.succeededFuture();
    late.complete();
    bench.await(lanes -> end(lanes) == 1_000);
    balance(stream);
    bench.await(lanes -> consumer.refusals.get() == 1);
    assertThat(consumer.paused()).contains(partition);

    bench.await(lanes -> {
      lanes.balance(stream);
      return consumer.paused().isEmpty();
    });
  }

  @Test
  void everyPartitionHasALagAsLongAsItIsConsumedHere() throws Exception {
    gain();
    tell(Map.of());
    assertThat(bench.lags()).as("before anything is known").isEmpty();

    tell(Map.of(partition, 0L));
    assertThat(bench.lags()).as("without a record").containsExactly(Map.entry(0, 0L));

    add(0, 0, 10);
    tell(Map.of(partition, 5L));
    assertThat(bench.lags()).as("with records").containsExactly(Map.entry(0, 15L));

    var _ = bench.ask(lanes -> lanes.giveUp(List.of(partition)));
    tell(Map.of(partition, 5L));
    assertThat(bench.lags()).as("given up").isEmpty();
  }

  private void tell(Map<TopicPartition, Long> unfetched) throws Exception {
    var _ =
        bench.ask(lanes -> {
          lanes.tellLags(unfetched);
          return true;
        });
  }

  private void gain() throws Exception {
    var _ =
        bench.ask(lanes -> {
          lanes.gained(List.of(partition));
          return true;
        });
  }

  private void add(int number, long from, long to) throws Exception {
    var records = LongStream.range(from, to).mapToObj(at -> bench.row(number, at, at, 0)).toList();
    var _ =
        bench.ask(lanes -> {
          lanes.add(bench.partition(number), records);
          return true;
        });
  }

  private void balance(KafkaReadStream<byte[], byte[]> stream) throws Exception {
    var _ =
        bench.ask(lanes -> {
          lanes.balance(stream);
          return true;
        });
  }

  /// Up to where it may be committed; -1 when nothing is to be.
  private long end(Lanes lanes) {
    var end = lanes.uncommitted().get(partition);
    return end == null ? -1 : end.offset();
  }

  /// Refuses to resume once, as a consumer does of which a partition was taken meanwhile.
  private static final class Unwilling extends MockConsumer<byte[], byte[]> {
    private final AtomicInteger refusals = new AtomicInteger();

    Unwilling() {
      super(OffsetResetStrategy.EARLIEST);
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
      if (refusals.getAndIncrement() == 0) {
        throw new IllegalStateException("No current assignment for partition");
      }
      super.resume(partitions);
    }
  }
}
