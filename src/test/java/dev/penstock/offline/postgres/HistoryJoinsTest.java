package dev.penstock.offline.postgres;

import static dev.penstock.offline.HistorySamples.column;
import static dev.penstock.offline.HistorySamples.hex;
import static dev.penstock.offline.HistorySamples.hexes;
import static dev.penstock.offline.HistorySamples.view;
import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.BatchId;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.ValueType;
import dev.penstock.offline.HistorySamples;
import dev.penstock.offline.HistorySamples.Row;
import dev.penstock.offline.NaiveHistory;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Few rows of entities are looked up, many are sorted with the history: both find what is found by
/// looking at every row.
class HistoryJoinsTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final int ENTITY_ROWS = 200;
  private static final int LOOKED_UP_AT_ONCE = 3;

  private PostgresOfflineStore store;

  @BeforeEach
  void open() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
    store = new PostgresOfflineStore(VERTX, StoreConfigs.config(), BatchListener.NONE);
  }

  @AfterEach
  void close() throws Exception {
    store.close().await(10, SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void bothWaysToJoinFindWhatLookingAtEveryRowFinds(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var ttl = Duration.ofNanos(random.nextInt(4) * 3_000L);
    var oracle = history(random, ttl);
    long[] times = random.longs(ENTITY_ROWS, -2, 25).toArray();
    var keys = Stream.generate(() -> key(random)).limit(ENTITY_ROWS).toList();
    var expected =
        IntStream.range(0, ENTITY_ROWS)
            .mapToObj(row ->
                oracle
                    .at(keys.get(row), times[row])
                    .map(found -> oracle.values(found, List.of("n")).getFirst())
                    .orElse(""))
            .toList();

    var sorted = joined(oracle.view(), times, keys, 0, ENTITY_ROWS);
    var lookedUp = new ArrayList<String>();
    for (int row = 0; row < ENTITY_ROWS; row += LOOKED_UP_AT_ONCE) {
      int end = Math.min(ENTITY_ROWS, row + LOOKED_UP_AT_ONCE);
      lookedUp.addAll(joined(oracle.view(), times, keys, row, end));
    }

    assertThat(sorted).as("sorted, seed %d, ttl %s", seed, ttl).isEqualTo(expected);
    assertThat(lookedUp).as("looked up, seed %d, ttl %s", seed, ttl).isEqualTo(expected);
  }

  private NaiveHistory history(SplittableRandom random, Duration ttl) throws Exception {
    var source =
        source(
            "events",
            field("id", ValueType.INT64),
            field("city", ValueType.STRING),
            field("n", ValueType.INT64));
    store.prepare(definitions(source)).await(10, SECONDS);
    var rows = new ArrayList<Row>();
    for (int row = 0; row < 400; row++) {
      long created = random.nextInt(4) == 0 ? OnlineRows.NO_CREATED_TIME : random.nextLong(3);
      var values = new ArrayList<>(key(random));
      values.add(random.nextInt(5) == 0 ? "" : hex(longs(row), 0));
      rows.add(new Row(random.nextLong(20), created, values));
    }
    store.append(new BatchId("all"), HistorySamples.rows(source, rows)).await(10, SECONDS);
    return new NaiveHistory(view(source, 2, ttl), rows);
  }

  private static List<String> key(SplittableRandom random) {
    String id = random.nextInt(20) == 0 ? "" : hex(longs(random.nextLong(-2, 3)), 0);
    String city = List.of("", "Å", "a", "b'").get(random.nextInt(4));
    return List.of(id, random.nextInt(20) == 0 ? "" : hex(texts(ValueType.STRING, city), 0));
  }

  private List<String> joined(
      FeatureView view, long[] times, List<List<String>> keys, int from, int to) throws Exception {
    var ids = column(keys.subList(from, to).stream().map(List::getFirst).toList());
    var cities = column(keys.subList(from, to).stream().map(List::getLast).toList());
    var join = new Join(view, List.of("n"), List.of(ids, cities));
    var request =
        new PointInTimeRequest(
            IntStream.range(from, to).mapToLong(row -> times[row]).toArray(), List.of(join), 64);
    var scan = store.history().pointInTime(request).await(10, SECONDS);
    var values = new ArrayList<String>();
    for (var next = scan.next().await(10, SECONDS);
        next.isPresent();
        next = scan.next().await(10, SECONDS)) {
      values.addAll(hexes(next.get().views().getFirst().features().getFirst()));
    }
    scan.close().await(10, SECONDS);
    return values;
  }
}
