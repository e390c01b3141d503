package dev.penstock.offline;

import static dev.penstock.offline.HistorySamples.column;
import static dev.penstock.offline.HistorySamples.found;
import static dev.penstock.offline.HistorySamples.hex;
import static dev.penstock.offline.HistorySamples.hexes;
import static dev.penstock.offline.HistorySamples.rows;
import static dev.penstock.offline.HistorySamples.view;
import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.doubleList;
import static dev.penstock.offline.OfflineStoreSamples.doubles;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.floatList;
import static dev.penstock.offline.OfflineStoreSamples.floats;
import static dev.penstock.offline.OfflineStoreSamples.integers;
import static dev.penstock.offline.OfflineStoreSamples.list;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.octets;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.HistorySamples.Found;
import dev.penstock.offline.HistorySamples.Row;
import dev.penstock.offline.PointInTimeRequest.Join;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every history does.
public abstract class HistoryContract {
  /// A time in 2026, around which the histories of the tests are; microseconds.
  private static final long T = 1_780_000_000_000_000L;

  private static final int CHUNK_ROWS = 1_000;
  private static final long CHUNK_BYTES = 1 << 20;
  private static final Field ID = field("id", ValueType.INT64);
  private static final Field CITY = field("city", ValueType.STRING);
  private static final Field TRIPS = field("trips", ValueType.INT64);
  private static final Field RATING = field("rating", ValueType.DOUBLE);
  private static final Field NOTE = field("note", ValueType.STRING);

  private final List<String> batches = new ArrayList<>();
  protected OfflineStore store;
  protected History history;

  /// Opens a store without rows.
  protected abstract OfflineStore open() throws Exception;

  /// The history of a store.
  protected abstract History history(OfflineStore opened);

  /// Writes rows to where a source is, as a program would that knows nothing of the store.
  ///
  /// @param rows a query for them, of the source's columns, which all engines understand
  protected abstract void writeAsOthers(BatchSource source, String rows) throws Exception;

  /// The source where the store has it.
  protected BatchSource at(BatchSource source) {
    return source;
  }

  @BeforeEach
  void openStore() throws Exception {
    store = open();
    history = history(store);
  }

  @AfterEach
  void closeStore() throws Exception {
    done(store.close());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theNewestRowOfEachEntityIsFound(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var source = prepared(source("events", ID, CITY, TRIPS, RATING, NOTE));
    var view = view(source, 2, Duration.ZERO);
    try (var oracle = new SqlHistory(view, appended(source, random, 400))) {
      for (int window = 0; window < 5; window++) {
        long from = T + random.nextLong(-5, 25);
        long to = from + random.nextLong(30);

        var scanned = scan(request(view, from, to));

        assertThat(scanned.rows()).doesNotHaveDuplicates();
        assertThat(scanned.rows())
            .as("seed %d, window %d to %d", seed, from - T, to - T)
            .containsExactlyInAnyOrderElementsOf(oracle.newest(from, to));
        assertThat(scanned.rejected()).isEqualTo(oracle.withoutKey(from, to));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aScanGoesOnWhereAnotherHasEnded(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var source = prepared(source("events", ID, CITY, TRIPS));
    var view = view(source, 2, Duration.ZERO);
    var _ = appended(source, random, 300);
    var whole = scan(new NewestRequest(view, T, T + 15, Optional.empty(), 7, CHUNK_BYTES));

    assertThat(whole.chunks()).hasSizeGreaterThan(5);
    for (int chunk = 0; chunk < whole.chunks().size(); chunk++) {
      var position = Optional.of(whole.chunks().get(chunk).position());

      var rest = scan(new NewestRequest(view, T, T + 15, position, 1 + chunk % 9, CHUNK_BYTES));

      assertThat(rest.rows()).as("after chunk %d", chunk).isEqualTo(whole.rowsAfter(chunk));
      assertThat(rest.rejected()).isZero();
    }
  }

  @Test
  void theWindowIsClosedOnBothSides() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    append(source, row(T, 1, 10), row(T + 1, 2, 20), row(T + 2, 3, 30), row(T + 3, 4, 40));

    var scanned = scan(request(view(source, 1, Duration.ZERO), T + 1, T + 2));

    assertThat(scanned.rows()).extracting(Found::eventTime).containsExactlyInAnyOrder(T + 1, T + 2);
  }

  @Test
  void anEmptyWindowHasNoChunks() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    append(source, row(T, 1, 10));

    assertThat(scan(request(view(source, 1, Duration.ZERO), T + 1, T + 9)).chunks()).isEmpty();
  }

  @Test
  void aRowThatIsRecordedLaterWinsAndOneWithoutCreatedTimeLoses() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    long none = OnlineRows.NO_CREATED_TIME;
    append(source, row(T, T + 5, 1, 10), row(T, T + 4, 1, 11), row(T, none, 1, 12));
    append(source, row(T, none, 2, 20), row(T, none, 2, 21));
    append(source, row(T, 0, 3, 30), row(T, none, 3, 31));

    var scanned = scan(request(view(source, 1, Duration.ZERO), T, T));

    assertThat(scanned.rows())
        .extracting(Found::features)
        .containsExactlyInAnyOrder(trips(10), trips(21), trips(30));
  }

  /// Only other programs write such times.
  @Test
  void anEndlessCreatedTimeDecidesLikeAnyOtherAndIsToldAsNone() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    writeAsOthers(
        source,
        """
        SELECT TIMESTAMPTZ '2026-05-28 20:26:40+00' AS ts, CAST(c AS TIMESTAMPTZ) AS created,
          CAST(i AS BIGINT) AS id, CAST(t AS BIGINT) AS trips
        FROM (VALUES ('infinity', 1, 10), ('2026-05-28 20:26:40+00', 1, 11),
          ('2026-05-28 20:26:40+00', 2, 20), ('-infinity', 2, 21),
          ('-infinity', 3, 30), (NULL, 3, 31)) AS v(c, i, t)\
        """);
    var view = view(source, 1, Duration.ZERO);
    long none = OnlineRows.NO_CREATED_TIME;
    var expected = List.of(row(T, none, 1, 10), row(T, T, 2, 20), row(T, none, 3, 30));

    var scanned = scan(request(view, T, T));
    var joined = join(repeated(T, 3), new Join(view, List.of("trips"), List.of(longs(1, 2, 3))));

    assertThat(scanned.rejected()).isZero();
    assertThat(scanned.rows())
        .containsExactlyInAnyOrderElementsOf(new NaiveHistory(view, expected).newest(T, T));
    assertThat(joined.getFirst().features().getFirst())
        .containsExactly(trip(10), trip(20), trip(30));
  }

  @Test
  void onAFullTieTheLaterArrivalWins() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    for (int batch = 0; batch < 12; batch++) {
      append(source, row(T, 1, batch), row(T, 1, 100 + batch));
    }

    var scanned = scan(request(view(source, 1, Duration.ZERO), T, T));

    assertThat(scanned.rows()).extracting(Found::features).containsExactly(trips(111));
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of(ValueType.INT32, integers(ValueType.INT32, 0, -1, Integer.MAX_VALUE, 7)),
        Arguments.of(ValueType.INT64, longs(0, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1)),
        Arguments.of(
            ValueType.UNIX_TIMESTAMP, integers(ValueType.UNIX_TIMESTAMP, 0, -1, 1_780_000_000, 2)),
        Arguments.of(ValueType.STRING, texts(ValueType.STRING, "", "zß水🍌", "a'b\"\\", "Z")),
        Arguments.of(ValueType.BYTES, column(List.of("0a00", "0a0100", "0a0200ff", "0a025c78"))));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void entitiesMayHaveKeysOfEveryKeyType(ValueType type, ByteColumn keys) throws Exception {
    var source = prepared(source("keyed", field("k", type), TRIPS));
    var view = view(source, 1, Duration.ZERO);
    for (int batch = 0; batch < 2; batch++) {
      int number = batch;
      append(
          source,
          IntStream.range(0, 4)
              .mapToObj(key -> new Row(T + number, T, List.of(hex(keys, key), trip(key))))
              .toArray(Row[]::new));
    }

    var whole = scan(new NewestRequest(view, T, T + 9, Optional.empty(), 1, CHUNK_BYTES));

    assertThat(whole.rows()).extracting(Found::eventTime).containsOnly(T + 1);
    assertThat(whole.rows())
        .extracting(Found::key)
        .containsExactlyInAnyOrderElementsOf(
            hexes(keys).stream().map(key -> HistorySamples.key(view, List.of(key))).toList());
    for (int chunk = 0; chunk < 4; chunk++) {
      var position = Optional.of(whole.chunks().get(chunk).position());
      var rest = scan(new NewestRequest(view, T, T + 9, position, 2, CHUNK_BYTES));
      assertThat(rest.rows()).isEqualTo(whole.rowsAfter(chunk));
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void entitiesAreJoinedByKeysOfEveryKeyType(ValueType type, ByteColumn keys) throws Exception {
    var source = prepared(source("keyed", field("k", type), TRIPS));
    var view = view(source, 1, Duration.ZERO);
    for (int key = 0; key < 4; key++) {
      append(source, new Row(T, T, List.of(hex(keys, key), trip(key))));
    }

    var joined = join(new long[] {T, T, T, T}, new Join(view, List.of("trips"), List.of(keys)));

    assertThat(joined.getFirst().features().getFirst())
        .containsExactly(trip(0), trip(1), trip(2), trip(3));
  }

  @Test
  void aViewWithoutEntitiesHasOneRow() throws Exception {
    var source = prepared(source("totals", TRIPS));
    var view = view(source, 0, Duration.ZERO);
    append(source, new Row(T, T, List.of(trip(1))), new Row(T + 1, T, List.of(trip(2))));

    var whole = scan(request(view, T, T + 9));
    var rest =
        scan(
            new NewestRequest(
                view, T, T + 9, Optional.of(whole.chunks().getFirst().position()), 9, 99));
    var joined = join(new long[] {T - 1, T, T + 5}, new Join(view, List.of("trips"), List.of()));

    assertThat(whole.rows())
        .containsExactlyElementsOf(
            new NaiveHistory(view, List.of(new Row(T + 1, T, List.of(trip(2))))).newest(T, T + 9));
    assertThat(rest.chunks()).isEmpty();
    assertThat(joined.getFirst().features().getFirst()).containsExactly("", trip(1), trip(2));
  }

  @Test
  void columnsOfTheSourceMayHaveOtherNamesInViews() throws Exception {
    var source =
        prepared(
            new BatchSource(
                "mapped",
                "happened",
                Optional.of("written"),
                Map.of("usr", "id", "t \"r", "trips", "ts", "happened", "cr", "written"),
                List.of(ID, TRIPS)));
    var view = view(source, 1, Duration.ZERO);
    append(source, row(T, 1, 10), row(T + 1, 1, 11));

    assertThat(scan(request(view, T, T + 9)).rows())
        .extracting(Found::features)
        .containsExactly(trips(11));
    assertThat(joined(view, T, 1)).containsExactly(trip(10));
  }

  @Test
  void aSourceMayLackCreatedTimes() throws Exception {
    var source =
        prepared(new BatchSource("plain", "ts", Optional.empty(), Map.of(), List.of(ID, TRIPS)));
    long none = OnlineRows.NO_CREATED_TIME;
    append(source, row(T, none, 1, 10), row(T, none, 1, 11));
    var view = view(source, 1, Duration.ZERO);

    assertThat(scan(request(view, T, T)).rows())
        .containsExactlyElementsOf(
            new NaiveHistory(view, List.of(row(T, none, 1, 11))).newest(T, T));
    assertThat(joined(view, T, 1)).containsExactly(trip(11));
  }

  @Test
  void featuresMayBeSomeOfTheColumnsAndKeysAmongThem() throws Exception {
    var source = prepared(source("events", ID, CITY, TRIPS, NOTE));
    var view = view(source, List.of(ID), List.of(NOTE, ID), Duration.ZERO);
    String note = hex(texts(ValueType.STRING, "n"), 0);
    append(source, new Row(T, T, List.of(hex(longs(5), 0), "", "", note)));

    assertThat(scan(request(view, T, T)).rows())
        .extracting(Found::features)
        .containsExactly(List.of(note, hex(longs(5), 0)));
  }

  static Stream<Arguments> values() {
    return Stream.of(
            Map.entry(ValueType.INT64, longs(Long.MIN_VALUE, -1, 0, Long.MAX_VALUE)),
            Map.entry(ValueType.INT32, integers(ValueType.INT32, Integer.MIN_VALUE, 0, 5, -5)),
            Map.entry(
                ValueType.UNIX_TIMESTAMP,
                integers(ValueType.UNIX_TIMESTAMP, -1, 0, 1_780_000_000, 253_402_300_799L)),
            Map.entry(ValueType.BOOL, integers(ValueType.BOOL, 0, 1)),
            Map.entry(
                ValueType.DOUBLE, doubles(0.1, -0.0, Double.NEGATIVE_INFINITY, Double.MIN_VALUE)),
            Map.entry(ValueType.FLOAT, floats(0.1f, Float.POSITIVE_INFINITY)),
            Map.entry(ValueType.STRING, texts(ValueType.STRING, "", "zß水🍌'\"\\\n")),
            Map.entry(ValueType.DECIMAL, texts(ValueType.DECIMAL, "1.10", "-0.5")),
            Map.entry(ValueType.JSON, texts(ValueType.JSON, "{\"a\": 1}", "[]", "5")),
            Map.entry(
                ValueType.UUID, texts(ValueType.UUID, "6f0c23a4-39ab-4a40-a95f-1b5d6bb12b0f")),
            Map.entry(ValueType.BYTES, octets(ValueType.BYTES, 0, 255, 65)),
            Map.entry(ValueType.IMAGE_BYTES, octets(ValueType.IMAGE_BYTES)),
            Map.entry(ValueType.INT64_LIST, list(ValueType.INT64_LIST, Long.MIN_VALUE, -1, 300)),
            Map.entry(ValueType.INT64_LIST, list(ValueType.INT64_LIST, new long[0])),
            Map.entry(ValueType.INT32_SET, list(ValueType.INT32_SET, -5, 7)),
            Map.entry(ValueType.BOOL_LIST, list(ValueType.BOOL_LIST, 1, 0, 1)),
            Map.entry(ValueType.UNIX_TIMESTAMP_LIST, list(ValueType.UNIX_TIMESTAMP_LIST, 5)),
            Map.entry(ValueType.DOUBLE_LIST, doubleList(Double.NaN, 1.5, 1e300)),
            Map.entry(ValueType.FLOAT_LIST, floatList(-0.5f, 0.1f)),
            Map.entry(ValueType.STRING_LIST, list(ValueType.STRING_LIST, "ü", "", "a,b")),
            Map.entry(ValueType.STRING_LIST, list(ValueType.STRING_LIST, new String[0])),
            Map.entry(ValueType.BYTES_SET, list(ValueType.BYTES_SET, "\0", "a")),
            Map.entry(ValueType.JSON_LIST, list(ValueType.JSON_LIST, "[1]")),
            // {"a": 5}
            Map.entry(ValueType.MAP, octets(ValueType.MAP, 10, 7, 10, 1, 'a', 18, 2, 32, 5)),
            Map.entry(ValueType.STRUCT, octets(ValueType.STRUCT, 10, 7, 10, 1, 'a', 18, 2, 32, 5)),
            // [[7]], which is told as a list of lists of INT64
            Map.entry(ValueType.VALUE_LIST, octets(ValueType.VALUE_LIST, 10, 5, 0x72, 3, 10, 1, 7)))
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesComeBackAsTheyWerePushed(ValueType type, ByteColumn values) throws Exception {
    var source = prepared(source("typed", ID, field("v", type)));
    var view = view(source, 1, Duration.ZERO);
    for (int row = 0; row < values.rows(); row++) {
      append(source, new Row(T, T, List.of(hex(longs(row), 0), hex(values, row))));
    }
    var ids = longs(IntStream.range(0, values.rows()).asLongStream().toArray());
    var times = ids.rows() == 0 ? new long[0] : repeated(T, ids.rows());

    var scanned = scan(request(view, T, T));
    var joined = join(times, new Join(view, List.of("v"), List.of(ids)));

    assertThat(scanned.rows().stream().map(found -> found.features().getFirst()))
        .containsExactlyInAnyOrderElementsOf(hexes(values));
    assertThat(joined.getFirst().features().getFirst()).isEqualTo(hexes(values));
  }

  @ParameterizedTest
  @EnumSource
  void nullsOfEveryTypeAreNothing(ValueType type) throws Exception {
    var source = prepared(source("typed", ID, field("v", type)));
    var view = view(source, 1, Duration.ZERO);
    append(source, new Row(T, T, List.of(hex(longs(1), 0), "")));

    assertThat(scan(request(view, T, T)).rows())
        .extracting(Found::features)
        .containsExactly(List.of(""));
    assertThat(joinedFeature(view, "v", T, 1)).containsExactly("");
  }

  /// As in Feast: it writes no NaN for a single number.
  @Test
  void aNumberThatIsNoneIsNothing() throws Exception {
    var source = prepared(source("typed", ID, RATING, field("f", ValueType.FLOAT)));
    var view = view(source, 1, Duration.ZERO);
    append(
        source,
        new Row(
            T,
            T,
            List.of(hex(longs(1), 0), hex(doubles(Double.NaN), 0), hex(floats(Float.NaN), 0))));

    assertThat(scan(request(view, T, T)).rows())
        .extracting(Found::features)
        .containsExactly(List.of("", ""));
    assertThat(joinedFeature(view, "f", T, 1)).containsExactly("");
  }

  @Test
  void aChunkIsBoundedInBytesToo() throws Exception {
    var source = prepared(source("notes", ID, NOTE));
    var view = view(source, 1, Duration.ZERO);
    String kibi = hex(texts(ValueType.STRING, "x".repeat(1_024)), 0);
    append(
        source,
        IntStream.range(0, 200)
            .mapToObj(id -> new Row(T, T, List.of(hex(longs(id), 0), kibi)))
            .toArray(Row[]::new));

    var scanned = scan(new NewestRequest(view, T, T, Optional.empty(), CHUNK_ROWS, 10 * 1_024));

    assertThat(scanned.rows()).hasSize(200);
    assertThat(scanned.chunks())
        .allSatisfy(chunk -> assertThat(chunk.rows().rows()).isBetween(1, 40));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void viewsAreJoinedAsTheyWereAtTheTime(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var events = prepared(source("events", ID, CITY, TRIPS, RATING, NOTE));
    var others = prepared(source("others", CITY, TRIPS, NOTE));
    try (var one =
            new SqlHistory(
                view(events, 2, Duration.ofNanos(6_000)), appended(events, random, 300));
        var other = new SqlHistory(view(others, 1, Duration.ZERO), appended(others, random, 100))) {
      var oracles = List.of(one, other);
      int rows = 250;
      var times = random.longs(rows, T - 2, T + 25).toArray();
      var ids = column(random(random, rows, HistoryContract::id));
      var cities = column(random(random, rows, HistoryContract::city));
      var joins =
          List.of(
              new Join(one.view(), List.of("note", "trips"), List.of(ids, cities)),
              new Join(other.view(), List.of("trips"), List.of(cities)));

      var joined = join(times, joins.toArray(Join[]::new));

      for (int join = 0; join < joins.size(); join++) {
        assertIsAsIn(oracles.get(join), joins.get(join), times, joined.get(join), "seed " + seed);
      }
    }
  }

  private static void assertIsAsIn(
      SqlHistory oracle, Join asked, long[] times, Joined joined, String seed) throws Exception {
    var keys =
        IntStream.range(0, times.length)
            .mapToObj(row -> asked.keys().stream().map(column -> hex(column, row)).toList())
            .toList();
    var expected = oracle.at(keys, times);
    for (int row = 0; row < times.length; row++) {
      int at = row;
      var where =
          "%s, view %s, row %d, key %s".formatted(seed, asked.view().name(), row, keys.get(row));
      assertThat(joined.times().get(row))
          .as(where)
          .isEqualTo(expected.get(row).map(Row::eventTime).orElse(PointInTimeScan.Found.NOTHING));
      assertThat(joined.features().stream().map(feature -> feature.get(at)).toList())
          .as(where)
          .isEqualTo(
              expected
                  .get(row)
                  .map(found -> oracle.values(found, asked.features()))
                  .orElse(asked.features().stream().map(none -> "").toList()));
    }
  }

  @Test
  void theTtlIsInclusiveToTheMicrosecond() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    var view = view(source, 1, Duration.ofSeconds(5));
    append(source, row(T, 1, 10));
    long edge = T + 5_000_000;

    var joined =
        join(
            new long[] {edge, edge + 1, T, T - 1},
            new Join(view, List.of("trips"), List.of(longs(1, 1, 1, 1))));

    assertThat(joined.getFirst().features().getFirst()).containsExactly(trip(10), "", trip(10), "");
  }

  @Test
  void aRowTooOldIsNotReplacedByOneThatIsOlder() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    append(source, row(T, 1, 10), row(T + 1, 1, 11), row(T + 90, 1, 12));

    var joined = joined(view(source, 1, Duration.ofNanos(20_000)), T + 50, 1);

    assertThat(joined).containsExactly("");
  }

  @Test
  void nullKeysFindNothing() throws Exception {
    var source = prepared(source("events", ID, CITY, TRIPS));
    append(source, new Row(T, T, List.of("", city(1), trip(1))));
    append(source, new Row(T, T, List.of(hex(longs(1), 0), "", trip(1))));
    var keys = List.of(column(List.of("", hex(longs(1), 0))), column(List.of(city(1), "")));

    var joined =
        join(new long[] {T, T}, new Join(view(source, 2, Duration.ZERO), List.of("trips"), keys));

    assertThat(joined.getFirst().times()).containsOnly(PointInTimeScan.Found.NOTHING);
  }

  @Test
  void noRowsAreJoinedToNoRows() throws Exception {
    var source = prepared(source("events", ID, TRIPS));

    var joined =
        done(
            history.pointInTime(
                new PointInTimeRequest(
                    new long[0],
                    List.of(
                        new Join(
                            view(source, 1, Duration.ZERO), List.of("trips"), List.of(longs()))),
                    10)));

    assertThat(done(joined.next())).isEmpty();
    done(joined.close());
  }

  @Test
  void rowsAreJoinedWithNoViews() throws Exception {
    var scan = done(history.pointInTime(new PointInTimeRequest(new long[] {T, T}, List.of(), 9)));

    var chunk = done(scan.next()).orElseThrow();

    assertThat(chunk.rows()).isEqualTo(2);
    assertThat(chunk.views()).isEmpty();
    assertThat(done(scan.next())).isEmpty();
    done(scan.close());
  }

  @Test
  void aViewMayBeJoinedTwice() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    var view = view(source, 1, Duration.ZERO);
    append(source, row(T, 1, 10), row(T, 2, 20));

    var joined =
        join(
            new long[] {T},
            new Join(view, List.of("trips"), List.of(longs(1))),
            new Join(view, List.of("trips"), List.of(longs(2))));

    assertThat(joined.get(0).features().getFirst()).containsExactly(trip(10));
    assertThat(joined.get(1).features().getFirst()).containsExactly(trip(20));
  }

  @Test
  void whatIsNotThereIsNamed() {
    var source = at(source("absent", ID, TRIPS));
    var view = view(source, 1, Duration.ZERO);

    assertMissing(() -> scan(request(view, T, T)), "absent");
    assertMissing(() -> joined(view, T, 1), "absent");
  }

  @Test
  void aColumnThatIsNotThereIsNamed() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    var wider = at(source("events", ID, TRIPS, field("lost", ValueType.INT64)));
    append(source, row(T, 1, 10));
    var view = view(wider, 1, Duration.ZERO);

    assertMissing(() -> scan(request(view, T, T)), "lost");
    assertMissing(() -> joinedFeature(view, "lost", T, 1), "lost");
  }

  @Test
  void rowsAreAppendedBesideAScan() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    var view = view(source, 1, Duration.ZERO);
    append(source, row(T, 1, 10), row(T, 2, 20), row(T, 3, 30));
    var scan =
        done(history.newest(new NewestRequest(view, T, T, Optional.empty(), 1, CHUNK_BYTES)));
    var first = done(scan.next()).orElseThrow();

    append(source, row(T, 4, 40));

    var rest = new ArrayList<>(found(first.rows()));
    for (var next = done(scan.next()); next.isPresent(); next = done(scan.next())) {
      rest.addAll(found(next.get().rows()));
    }
    done(scan.close());
    assertThat(rest).extracting(Found::features).contains(trips(10), trips(20), trips(30));
    assertThat(scan(request(view, T, T)).rows()).hasSize(4);
  }

  @Test
  void whatWasAppendedIsFoundAtOnce() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    var view = view(source, 1, Duration.ZERO);

    for (int round = 0; round < 5; round++) {
      append(source, row(T + round, 1, round));
      assertThat(scan(request(view, T, T + 9)).rows())
          .extracting(Found::features)
          .containsExactly(trips(round));
      assertThat(joined(view, T + 9, 1)).containsExactly(trip(round));
    }
  }

  @Test
  void scansAreClosedTwiceWithoutHarmAndHaveNoMoreRows() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    var view = view(source, 1, Duration.ZERO);
    append(source, row(T, 1, 10));
    for (int round = 0; round < 40; round++) {
      var scan = done(history.newest(request(view, T, T)));
      var joined =
          done(
              history.pointInTime(
                  new PointInTimeRequest(
                      new long[] {T},
                      List.of(new Join(view, List.of("trips"), List.of(longs(1)))),
                      1)));

      done(scan.close());
      done(joined.close());

      done(scan.close());
      done(joined.close());
      assertThatThrownBy(() -> done(scan.next())).cause().isInstanceOf(PushException.class);
      assertThatThrownBy(() -> done(joined.next())).cause().isInstanceOf(PushException.class);
    }
  }

  @Test
  void closingTheStoreEndsScans() throws Exception {
    var source = prepared(source("events", ID, TRIPS));
    var view = view(source, 1, Duration.ZERO);
    append(source, row(T, 1, 10), row(T, 2, 20));
    var scan =
        done(history.newest(new NewestRequest(view, T, T, Optional.empty(), 1, CHUNK_BYTES)));
    var _ = done(scan.next());

    done(store.close());

    assertThatThrownBy(() -> done(scan.next())).cause().isInstanceOf(PushException.class);
    done(scan.close());
    assertThatThrownBy(() -> done(history.newest(request(view, T, T))))
        .cause()
        .isInstanceOf(PushException.class);
  }

  /// Scans that were read to their end.
  protected record Scanned(List<NewestScan.Chunk> chunks) {
    public List<Found> rows() {
      return rowsAfter(-1);
    }

    List<Found> rowsAfter(int chunk) {
      return chunks.stream().skip(chunk + 1).flatMap(each -> found(each.rows()).stream()).toList();
    }

    public long rejected() {
      return chunks.stream().mapToLong(NewestScan.Chunk::rejected).sum();
    }
  }

  /// What a join has found of one view: times and features of all rows, features as hex.
  protected record Joined(List<Long> times, List<List<String>> features) {}

  protected Scanned scan(NewestRequest request) throws Exception {
    var scan = done(history.newest(request));
    var chunks = new ArrayList<NewestScan.Chunk>();
    try {
      for (var next = done(scan.next()); next.isPresent(); next = done(scan.next())) {
        assertThat(next.get().rows().rows()).isLessThanOrEqualTo(request.chunkRows());
        chunks.add(next.get());
      }
    } finally {
      done(scan.close());
    }
    return new Scanned(chunks);
  }

  protected List<Joined> join(long[] times, Join... joins) throws Exception {
    var request = new PointInTimeRequest(times, List.of(joins), 40);
    var scan = done(history.pointInTime(request));
    var joined = new ArrayList<Joined>();
    for (Join join : joins) {
      joined.add(
          new Joined(
              new ArrayList<>(),
              join.features().stream()
                  .map(each -> (List<String>) new ArrayList<String>())
                  .toList()));
    }
    try {
      for (var next = done(scan.next()); next.isPresent(); next = done(scan.next())) {
        add(next.get(), joined);
      }
    } finally {
      done(scan.close());
    }
    assertThat(joined).allSatisfy(each -> assertThat(each.times()).hasSize(times.length));
    return joined;
  }

  protected static NewestRequest request(FeatureView view, long from, long to) {
    return new NewestRequest(view, from, to, Optional.empty(), CHUNK_ROWS, CHUNK_BYTES);
  }

  protected BatchSource prepared(BatchSource source) throws Exception {
    var located = at(source);
    done(store.prepare(definitions(located)));
    return located;
  }

  protected void append(BatchSource source, Row... rows) throws Exception {
    batches.add("batch");
    var _ = done(store.append(new BatchId("batch-" + batches.size()), rows(source, List.of(rows))));
  }

  protected static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }

  private static void add(PointInTimeScan.Chunk chunk, List<Joined> joined) {
    assertThat(chunk.rows()).isBetween(1, 40);
    for (int view = 0; view < joined.size(); view++) {
      var found = chunk.views().get(view);
      for (int row = 0; row < chunk.rows(); row++) {
        joined.get(view).times().add(found.eventTime(row));
      }
      for (int feature = 0; feature < found.features().size(); feature++) {
        assertThat(found.features().get(feature).rows()).isEqualTo(chunk.rows());
        joined.get(view).features().get(feature).addAll(hexes(found.features().get(feature)));
      }
    }
  }

  private List<String> joined(FeatureView view, long time, long id) throws Exception {
    return joinedFeature(view, "trips", time, id);
  }

  private List<String> joinedFeature(FeatureView view, String feature, long time, long id)
      throws Exception {
    var join = new Join(view, List.of(feature), List.of(longs(id)));
    return join(new long[] {time}, join).getFirst().features().getFirst();
  }

  /// Appends random rows in batches: few keys and times, so that all sorts of ties occur.
  private List<Row> appended(BatchSource source, SplittableRandom random, int count)
      throws Exception {
    var rows = new ArrayList<Row>();
    while (rows.size() < count) {
      var batch = new ArrayList<Row>();
      for (int row = random.nextInt(1, 120); row > 0; row--) {
        batch.add(random(source, random));
      }
      append(source, batch.toArray(Row[]::new));
      rows.addAll(batch);
    }
    return rows;
  }

  private static Row random(BatchSource source, SplittableRandom random) {
    var values = source.columns().stream().map(column -> random(column, random)).toList();
    long created = random.nextInt(4) == 0 ? OnlineRows.NO_CREATED_TIME : T + random.nextLong(-3, 3);
    return new Row(T + random.nextLong(20), created, values);
  }

  private static String random(Field column, SplittableRandom random) {
    if (column.equals(ID)) {
      return id(random);
    }
    if (column.equals(CITY)) {
      return city(random);
    }
    if (random.nextInt(5) == 0) {
      return "";
    }
    return column.equals(TRIPS)
        ? trip(random.nextLong())
        : column.equals(RATING)
            ? hex(doubles(random.nextDouble()), 0)
            : hex(texts(ValueType.STRING, "n" + random.nextInt()), 0);
  }

  private static List<String> random(
      SplittableRandom random, int rows, Function<SplittableRandom, String> one) {
    return Stream.generate((Supplier<String>) () -> one.apply(random)).limit(rows).toList();
  }

  private static String id(SplittableRandom random) {
    return random.nextInt(30) == 0 ? "" : hex(longs(random.nextLong(-4, 5)), 0);
  }

  private static String city(SplittableRandom random) {
    return random.nextInt(30) == 0 ? "" : city(random.nextInt(4));
  }

  private static String city(int number) {
    return hex(texts(ValueType.STRING, List.of("", "Å", "a", "b'").get(number)), 0);
  }

  private static Row row(long time, long id, long trips) {
    return row(time, T, id, trips);
  }

  private static Row row(long time, long created, long id, long trips) {
    return new Row(time, created, List.of(hex(longs(id), 0), trip(trips)));
  }

  private static String trip(long trips) {
    return hex(longs(trips), 0);
  }

  private static List<String> trips(long trips) {
    return List.of(trip(trips));
  }

  private static long[] repeated(long time, int count) {
    return IntStream.range(0, count).mapToLong(row -> time).toArray();
  }

  private interface Reading {
    void run() throws Exception;
  }

  private static void assertMissing(Reading reading, String name) {
    assertThatThrownBy(reading::run)
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            missing -> {
              assertThat(missing.kind()).isEqualTo(FailureKind.SCHEMA_MISSING);
              assertThat(missing).hasMessageContaining(name);
            });
  }
}
