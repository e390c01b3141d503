package dev.penstock.ingress.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bus.OfflineWrite;
import dev.penstock.bus.OfflineWritten;
import dev.penstock.bus.OnlineWrite;
import dev.penstock.bus.OnlineWritten;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.RecordRange;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Whatever fails, is late, is repeated or moves away and comes back: of the events of a key that
/// with the greatest time stays, and of equal times the one with the later offset.
class LaneOrderTest {
  private static volatile World world = new World(new Random(0));
  private static LanesBench bench;

  @BeforeContainer
  static void open() throws Exception {
    Path directory =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target/test-servers").toAbsolutePath()), "order");
    bench =
        LanesBench.open(
            directory,
            write -> world.online(write),
            write -> world.offline(write),
            Map.of(
                "PENSTOCK_KAFKA_BATCH_ROWS", "7",
                "PENSTOCK_KAFKA_RETRY_FIRST_DELAY", "10ms",
                "PENSTOCK_KAFKA_RETRY_LONGEST_DELAY", "10ms"));
  }

  @AfterContainer
  static void close() throws Exception {
    bench.close();
  }

  @Property(tries = 40)
  void theLastEventOfAKeyStays(@ForAll long seed) throws Exception {
    var random = new Random(seed);
    var partition = bench.partition(0);
    var events = events(random);
    world = new World(random);

    consume(random, partition, events);

    assertThat(world.served()).isEqualTo(newest(events));
    assertThat(world.history()).containsExactlyElementsOf(good(events));
  }

  /// What happened.
  ///
  /// @param bad whether it cannot be understood
  private record Event(long offset, long rider, int second, boolean bad) {
    ConsumerRecord<byte[], byte[]> record() {
      return bad ? bench.record(0, offset, "no JSON") : bench.row(0, offset, rider, second);
    }
  }

  private static List<Event> events(Random random) {
    var events = new ArrayList<Event>();
    int count = random.nextInt(1, 80);
    for (int offset = 0; offset < count; offset++) {
      events.add(new Event(offset, random.nextInt(3), random.nextInt(3), random.nextInt(15) == 0));
    }
    return events;
  }

  /// By rider, the offset of what stays.
  private static Map<Long, Long> newest(List<Event> events) {
    var newest = new TreeMap<Long, Event>();
    for (var event : events) {
      if (!event.bad()) {
        newest.merge(event.rider(), event, (old, now) -> now.second() < old.second() ? old : now);
      }
    }
    var offsets = new TreeMap<Long, Long>();
    newest.forEach((rider, event) -> offsets.put(rider, event.offset()));
    return offsets;
  }

  private static List<Long> good(List<Event> events) {
    return events.stream().filter(event -> !event.bad()).map(Event::offset).toList();
  }

  /// As a consumer does that loses its partition now and then, at times before what is under way
  /// has ended.
  private static void consume(Random random, TopicPartition partition, List<Event> events)
      throws Exception {
    gain(partition);
    int next = 0;
    long committed = 0;
    while (committed < events.size()) {
      switch (random.nextInt(next < events.size() ? 5 : 3)) {
        case 0 -> committed = Math.max(committed, commit(partition));
        case 1 -> bench.vertx().timer(random.nextInt(1, 4)).await(5, TimeUnit.SECONDS);
        case 2 -> {
          if (random.nextBoolean()) {
            var given = bench.ask(lanes -> lanes.giveUp(List.of(partition)));
            if (random.nextBoolean()) {
              var end = given.await(10, TimeUnit.SECONDS).get(partition);
              committed = end == null ? committed : Math.max(committed, end.offset());
            }
            gain(partition);
            next = (int) committed;
          }
        }
        default -> {
          int to = Math.min(events.size(), next + random.nextInt(1, 20));
          var records = events.subList(next, to).stream().map(Event::record).toList();
          done(lanes -> lanes.add(partition, records));
          next = to;
        }
      }
    }
    var _ = bench.ask(lanes -> lanes.giveUp(List.of(partition))).await(10, TimeUnit.SECONDS);
  }

  private static void gain(TopicPartition partition) throws Exception {
    done(lanes -> lanes.gained(List.of(partition)));
  }

  private static long commit(TopicPartition partition) throws Exception {
    return bench.ask(lanes -> {
      var ends = lanes.uncommitted();
      lanes.committed(ends);
      return ends.containsKey(partition) ? ends.get(partition).offset() : 0L;
    });
  }

  private static void done(Consumer<Lanes> action) throws Exception {
    var _ =
        bench.ask(lanes -> {
          action.accept(lanes);
          return true;
        });
  }

  /// Stores that keep what all stores keep, and fail in all ways that they may. Of several threads.
  private static final class World {
    private final Map<Long, Row> rows = new HashMap<>();
    private final Set<Long> history = new TreeSet<>();
    private final Random random;

    private record Row(long time, long offset) {}

    World(Random random) {
      this.random = new Random(random.nextLong());
    }

    synchronized Map<Long, Long> served() {
      var served = new TreeMap<Long, Long>();
      rows.forEach((rider, row) -> served.put(rider, row.offset()));
      return served;
    }

    synchronized List<Long> history() {
      return List.copyOf(history);
    }

    Future<OnlineWritten> online(OnlineWrite write) {
      var rows = write.rows();
      return fate(part -> take(rows, part), () -> new OnlineWritten(rows.rows(), 0));
    }

    Future<OfflineWritten> offline(OfflineWrite write) {
      var range = (RecordRange) write.id();
      return fate(part -> take(range, part), () -> new OfflineWritten(range.rows()));
    }

    /// @param taking keeps some of the rows, by the share of them
    private synchronized <T> Future<T> fate(DoubleConsumer taking, Supplier<T> answer) {
      return switch (random.nextInt(12)) {
        case 0 -> Future.failedFuture(new PushException(FailureKind.UNAVAILABLE, "away"));
        case 1 -> {
          taking.accept(random.nextDouble());
          yield Future.failedFuture(new PushException(FailureKind.UNAVAILABLE, "in part"));
        }
        case 2 -> {
          taking.accept(1);
          yield Future.failedFuture(new PushException(FailureKind.TIMEOUT, "nobody knows"));
        }
        case 3, 4 -> later(random.nextInt(1, 5), taking, answer);
        case 5 -> later(random.nextInt(20, 50), taking, answer);
        default -> {
          taking.accept(1);
          yield Future.succeededFuture(answer.get());
        }
      };
    }

    private static <T> Future<T> later(int millis, DoubleConsumer taking, Supplier<T> answer) {
      return bench
          .vertx()
          .timer(millis)
          .map(late -> {
            taking.accept(1);
            return answer.get();
          });
    }

    private synchronized void take(OnlineRows written, double part) {
      for (int row = 0; row < part * written.rows(); row++) {
        long rider = last8(written.keys(), row);
        long offset = (long) Double.longBitsToDouble(last8(written.features().getFirst(), row));
        var old = rows.get(rider);
        if (old == null || written.eventTime(row) >= old.time()) {
          rows.put(rider, new Row(written.eventTime(row), offset));
        }
      }
    }

    private synchronized void take(RecordRange range, double part) {
      for (int row = 0; row < part * range.rows(); row++) {
        history.add(range.offset(row));
      }
    }

    /// Integers of keys and numbers of values are their last bytes.
    private static long last8(ByteColumn column, int row) {
      return ByteBuffer.wrap(column.bytes(), column.end(row) - Long.BYTES, Long.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .getLong();
    }
  }
}
