package dev.penstock.offline;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.rows;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.RecordRange;
import dev.penstock.model.ValueType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What every offline store does with ranges of streams of records.
public abstract class RecordRangesContract extends OfflineStoreContract {
  private static final String STREAM = "trips/pYhTqkwERkW9lC1JJaKX2A/0";

  @Test
  void aRangeIsAppendedOnce() throws Exception {
    assertThat(done(range(STREAM, 3, 0, 1, 2))).isEqualTo(3);
    assertThat(done(range(STREAM, 3, 0, 1, 2))).isEqualTo(3);

    assertThat(ids("events")).containsExactly(0L, 100L, 200L);
  }

  @Test
  void aRangeThatGoesOnAppendsOnlyWhatIsNew() throws Exception {
    done(range(STREAM, 4, 0, 1, 3));

    assertThat(done(range(STREAM, 6, 3, 4, 5))).isEqualTo(3);
    assertThat(done(range(STREAM, 7, 0, 1, 3, 4, 5, 6))).isEqualTo(6);

    assertThat(ids("events")).containsExactly(0L, 100L, 300L, 400L, 500L, 600L);
  }

  @Test
  void aShorterRangeDoesNotTakeTheEndBack() throws Exception {
    done(range(STREAM, 10, 5, 9));

    done(range(STREAM, 6, 5));
    done(range(STREAM, 10, 9));

    assertThat(ids("events")).containsExactly(500L, 900L);
  }

  @Test
  void rowsOfARecordStayTogetherHoweverRangesAreCut() throws Exception {
    done(range(STREAM, 6, 4, 5, 5, 5));

    done(range(STREAM, 7, 5, 5, 5, 6, 6));
    done(range(STREAM, 8, 6, 6, 7));

    assertThat(ids("events")).containsExactly(400L, 500L, 501L, 502L, 600L, 601L, 700L);
  }

  @Test
  void offsetsMayHaveGaps() throws Exception {
    done(range(STREAM, 2, 1));
    done(range(STREAM, 1_000_000_000_001L, 7, 1_000_000_000_000L));
    done(range(STREAM, 1_000_000_000_001L, 1, 7, 1_000_000_000_000L));

    assertThat(ids("events")).containsExactly(100L, 700L, 100_000_000_000_000L);
  }

  @Test
  void aRangeWithoutRowsMovesTheEnd() throws Exception {
    assertThat(done(range(STREAM, 5))).isZero();

    done(range(STREAM, 6, 4, 5));

    assertThat(ids("events")).containsExactly(500L);
  }

  @Test
  void aRangeWithoutRowsComesAfterOthers() throws Exception {
    done(range(STREAM, 2, 0, 1));
    done(range(STREAM, 5));

    done(range(STREAM, 6, 4, 5));

    assertThat(ids("events")).containsExactly(0L, 100L, 500L);
  }

  @Test
  void streamsGoOnByThemselves() throws Exception {
    done(range("a", 3, 1, 2));
    done(range("b", 5, 3, 4));

    done(range("a", 5, 3, 4));
    done(range("b", 7, 5, 6));

    assertThat(ids("events")).containsExactly(100L, 200L, 300L, 300L, 400L, 400L, 500L, 600L);
  }

  @Test
  void batchSourcesHaveStreamsOfTheirOwn() throws Exception {
    var other = source("other", field("id", ValueType.INT64));
    done(store.prepare(definitions(EVENTS, other)));

    done(range(EVENTS, STREAM, 2, 0, 1));
    done(range(other, STREAM, 1, 0));
    done(range(other, STREAM, 2, 0, 1));

    assertThat(ids("events")).containsExactly(0L, 100L);
    assertThat(ids("other")).containsExactly(0L, 100L);
  }

  @Test
  void aBatchMayBeCalledLikeAStream() throws Exception {
    done(range(STREAM, 1, 0));
    done(store.append(new BatchId(STREAM), row(EVENTS, 7, longs(7))));
    done(store.append(new BatchId(STREAM), row(EVENTS, 7, longs(7))));
    done(range(STREAM, 2, 0, 1));

    assertThat(ids("events")).containsExactly(0L, 7L, 100L);
  }

  @Test
  void nothingIsForgottenWhenAStoreIsOpenedAgain() throws Exception {
    done(range("a", 3, 1, 2));
    done(range("it's b", 9));
    done(append(row(EVENTS, 7, longs(7))));
    done(store.close());

    store = reopen();
    done(store.prepare(definitions(EVENTS)));
    done(range("a", 4, 1, 2, 3));
    done(range("it's b", 10, 8, 9));

    assertThat(ids("events")).containsExactly(7L, 100L, 200L, 300L, 900L);
  }

  @Test
  void aRangeThatWasRefusedMayComeAgain() throws Exception {
    var unreadable = ByteColumn.repeated(new byte[] {0x20, (byte) 0x80}, 2);
    var offsets = new long[] {1, 2};
    done(range(STREAM, 1, 0));

    var refused =
        store.append(
            new RecordRange(STREAM, offsets, 3), rows(EVENTS, new long[] {1, 2}, unreadable));
    var others = List.of(range("a", 1, 0), append(row(EVENTS, 5, longs(5))));
    assertInvalid(refused, "cannot be read");
    done(Future.all(others));
    done(range(STREAM, 3, 2));

    assertThat(ids("events")).containsExactlyInAnyOrder(0L, 0L, 5L, 200L);
  }

  @Test
  void aRangeThatIsAskedForSeveralTimesAtOnceIsAppendedOnce() throws Exception {
    var appends = new ArrayList<Future<Integer>>();

    appends.add(append(row(EVENTS, 1, longs(1))));
    for (int time = 0; time < 10; time++) {
      appends.add(range(STREAM, 4, 1, 2, 3));
      appends.add(range(STREAM, 3 + time % 3, LongStream.range(1, 3 + time % 3).toArray()));
    }
    done(Future.all(appends));

    assertThat(ids("events")).containsExactly(1L, 100L, 200L, 300L, 400L);
  }

  @Test
  void manyStreamsAreAppendedAtOnce() throws Exception {
    for (int round = 0; round < 3; round++) {
      var appends = new ArrayList<Future<Integer>>();
      for (int stream = 0; stream < 200; stream++) {
        appends.add(range("stream-" + stream, round + 2, round, round + 1));
      }
      done(Future.all(appends));
    }

    var stored = ids("events");
    assertThat(stored).hasSize(800);
    for (long offset = 0; offset < 4; offset++) {
      assertThat(stored).filteredOn(Long.valueOf(offset * 100)::equals).hasSize(200);
    }
  }

  @Test
  void aRangeHasAnOffsetForEachRow() {
    var one = new RecordRange(STREAM, new long[] {1}, 2);

    assertThatThrownBy(() -> store.append(one, rows(EVENTS, new long[] {1, 2}, longs(1, 2))))
        .hasMessageContainingAll("2 rows", "1 offsets", STREAM);
  }

  @Test
  void everyRowIsThereOnceWhateverIsDeliveredAgain() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var streams = IntStream.range(0, 5).mapToObj(each -> new Delivery("s" + each, random)).toList();
    var expected = new ArrayList<Object>();
    streams.forEach(stream -> expected.addAll(stream.ids()));

    for (long round = 0; streams.stream().anyMatch(Delivery::isUnfinished); round++) {
      var appends = new ArrayList<Future<Integer>>();
      streams.forEach(stream -> appends.add(stream.next()));
      appends.add(append(row(EVENTS, -round, longs(-round))));
      expected.add(-round);
      done(Future.all(appends));
      if (random.nextInt(8) == 0) {
        done(store.close());
        store = reopen();
        done(store.prepare(definitions(EVENTS)));
      }
    }

    assertThat(ids("events")).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
  }

  /// Records with up to three rows each, of which pieces are delivered, some of them again.
  private final class Delivery {
    private static final int RECORDS = 40;

    private final String stream;
    private final Random random;
    private final int[] rows;
    private int done;

    Delivery(String stream, Random random) {
      this.stream = stream;
      this.random = random;
      this.rows = random.ints(RECORDS, 0, 4).toArray();
    }

    boolean isUnfinished() {
      return done < RECORDS;
    }

    List<Object> ids() {
      var ids = new ArrayList<Object>();
      LongStream.of(RecordRangesContract.ids(offsets(0, RECORDS))).forEach(ids::add);
      return ids;
    }

    Future<Integer> next() {
      int start = Math.max(0, done - random.nextInt(6));
      int end = Math.min(RECORDS, start + 1 + random.nextInt(8));
      done = Math.max(done, end);
      return range(stream, end, offsets(start, end));
    }

    private long[] offsets(int start, int end) {
      return IntStream.range(start, end)
          .flatMap(offset -> IntStream.range(0, rows[offset]).map(row -> offset))
          .asLongStream()
          .toArray();
    }
  }

  /// Appends rows whose ids, and times, are the offsets times 100 and their numbers in a record.
  protected Future<Integer> range(String stream, long end, long... offsets) {
    return range(EVENTS, stream, end, offsets);
  }

  private Future<Integer> range(BatchSource source, String stream, long end, long... offsets) {
    return range(store, source, stream, end, offsets);
  }

  protected static Future<Integer> range(
      OfflineStore store, BatchSource source, String stream, long end, long... offsets) {
    long[] ids = ids(offsets);
    return store.append(new RecordRange(stream, offsets, end), rows(source, ids, longs(ids)));
  }

  private static long[] ids(long[] offsets) {
    long[] ids = new long[offsets.length];
    for (int row = 0; row < offsets.length; row++) {
      boolean sameRecord = row > 0 && offsets[row - 1] == offsets[row];
      ids[row] = sameRecord ? ids[row - 1] + 1 : offsets[row] * 100;
    }
    return ids;
  }
}
