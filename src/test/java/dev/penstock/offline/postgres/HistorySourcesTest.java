package dev.penstock.offline.postgres;

import static dev.penstock.offline.HistorySamples.found;
import static dev.penstock.offline.HistorySamples.hexes;
import static dev.penstock.offline.HistorySamples.view;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.HistorySamples.Found;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import dev.penstock.postgres.OwnConnection;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Histories in tables, views and queries, small and large, with an index and without.
class HistorySourcesTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration SOME_SECONDS = Duration.ofSeconds(15);
  private static final int ENTITIES = 1_000;
  private static final int ROWS = 200_000;

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
  @ValueSource(
      strings = {
        "SELECT * FROM events",
        "SELECT * FROM history.events ;\n ",
        "SELECT *, 'it''s $1' AS more FROM events WHERE n > -1 ORDER BY n LIMIT 1000 -- all",
        "WITH e AS (SELECT * FROM events) SELECT ts, created, id, n FROM e",
      })
  void aSourceMayBeAQuery(String query) throws Exception {
    createEvents(
        "CREATE TABLE history.events (ts timestamptz, created timestamptz, id bigint, n bigint)");

    assertEventsAreRead(events(new Origin.Query(query)));
  }

  @Test
  void aSourceMayBeAViewInAnotherSchema() throws Exception {
    createEvents(
        "CREATE TABLE history.stored (ts timestamptz, created timestamptz, id bigint, n bigint)",
        "CREATE SCHEMA lake",
        "CREATE VIEW lake.\"all events\" AS SELECT * FROM history.stored",
        "CREATE RULE taken AS ON INSERT TO lake.\"all events\" DO INSTEAD INSERT INTO history.stored VALUES (NEW.*)",
        "CREATE VIEW history.events AS SELECT * FROM lake.\"all events\"");

    assertEventsAreRead(events(new Origin.Table(Optional.of("lake"), "all events")));
  }

  @Test
  void aSourceMayBeAPartitionedTable() throws Exception {
    createEvents(
        "CREATE TABLE history.events (ts timestamptz, created timestamptz, id bigint, n bigint) PARTITION BY HASH (id)",
        "CREATE TABLE history.part0 PARTITION OF history.events FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        "CREATE TABLE history.part1 PARTITION OF history.events FOR VALUES WITH (MODULUS 2, REMAINDER 1)");

    assertEventsAreRead(events(new Origin.Table(Optional.empty(), "events")));
  }

  @Test
  void aQueryChangesNothing() throws Exception {
    createEvents(
        "CREATE TABLE history.events (ts timestamptz, created timestamptz, id bigint, n bigint)");
    POSTGRES_18.execute(
        "CREATE FUNCTION history.forget() RETURNS SETOF history.events LANGUAGE sql AS"
            + " 'DELETE FROM history.events RETURNING *'");

    assertThatThrownBy(() -> scan(events(new Origin.Query("SELECT * FROM forget()")), 10))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("read-only");

    assertThat(POSTGRES_18.rows("SELECT count(*) FROM history.events"))
        .containsExactly(List.of(40L));
  }

  @Test
  void whatIsElsewhereIsNotRead() {
    var files = events(new Origin.Files(Path.of("trips.parquet")));
    var elsewhere = events(new Origin.Elsewhere("BigQuerySource"));

    assertInvalid(files, "trips.parquet");
    assertInvalid(elsewhere, "BigQuerySource");
  }

  @Test
  void aPositionOfAnotherViewIsRefused() throws Exception {
    createEvents(
        "CREATE TABLE history.events (ts timestamptz, created timestamptz, id bigint, n bigint)");
    var view = events(new Origin.Table(Optional.empty(), "events"));
    for (String position : List.of("[\"1\",\"2\"]", "[\"one\"]", "7", "", "[7]", "[\"1\"")) {
      var request = new NewestRequest(view, 0, 99, Optional.of(position), 10, 999);

      assertThatThrownBy(() -> store.history().newest(request).await(10, SECONDS))
          .as(position)
          .isInstanceOfSatisfying(
              PushException.class,
              failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID));
    }
  }

  @Test
  void theTimeZoneOfTheServerDoesNotMatter() throws Exception {
    createEvents(
        "CREATE TABLE history.events (ts timestamp, created date, id bigint, n bigint)",
        "ALTER DATABASE postgres SET timezone = 'Asia/Kolkata'",
        "ALTER DATABASE postgres SET datestyle = 'German'");
    try {
      assertEventsAreRead(events(new Origin.Table(Optional.empty(), "events")));
    } finally {
      POSTGRES_18.execute(
          "ALTER DATABASE postgres RESET timezone", "ALTER DATABASE postgres RESET datestyle");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "false, 1000", "true, 1000"})
  void twentyThousandRowsAreJoinedInSeconds(boolean indexed, int entities) throws Exception {
    var big = createBig(indexed, entities);
    var random = new SplittableRandom(7);
    int rows = 20_000;
    long[] times = random.longs(rows, 0, ROWS + 100).toArray();
    long[] ids = random.longs(rows, 0, entities + 1).toArray();

    long start = System.nanoTime();
    var values = joined(big, times, ids, 5_000);
    var taken = Duration.ofNanos(System.nanoTime() - start);

    assertThat(values).hasSize(rows);
    for (int row = 0; row < rows; row++) {
      // Row n is of entity n % entities and of second n.
      long latest = Math.min(times[row], ROWS);
      long n = ids[row] == entities ? 0 : latest - Math.floorMod(latest - ids[row], entities);
      String expected = n < 1 ? "" : hexes(longs(n)).getFirst();
      assertThat(values.get(row)).as("row %d", row).isEqualTo(expected);
    }
    assertThat(taken).isLessThan(SOME_SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"false, true", "true, false"})
  void anIndexDecidesHowRowsAreJoined(boolean indexed, boolean sorts) throws Exception {
    var view = createBig(indexed, ENTITIES);
    var server = StoreConfigs.config().server();
    var own =
        OwnConnection.open(VERTX, "a test", server, SOME_SECONDS, "SET jit = off")
            .await(10, SECONDS);
    var columns =
        ViewColumns.find(own, view, view.features(), StoreConfigs.SCHEMA).await(10, SECONDS);
    var join = new Join(view, List.of("n"), List.of(longs(5, 6, 7).select(new int[20_000])));
    var request =
        new PointInTimeRequest(
            LongStream.range(0, 20_000).map(row -> row * 10_000_000).toArray(), List.of(join), 10);

    var cheaper =
        JoinCost.isSortCheaper(
                own, new PointInTimeSql(columns), EntityTimes.of(request, join), 20_000)
            .await(10, SECONDS);

    own.close().await(10, SECONDS);
    assertThat(cheaper).isEqualTo(sorts);
  }

  @Test
  void aLargeScanIsReadInManyPieces() throws Exception {
    var view = createBig(false, 20_000);

    var rows = scan(view, 3_000);

    assertThat(rows).extracting(Found::key).doesNotHaveDuplicates().hasSize(20_000);
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.eventTime()).isGreaterThan((ROWS - 20_000) * 1_000_000L));
  }

  /// Rows n = 1 … 40, of entity n % 4 at second n / 8, so that there are ties.
  private static void createEvents(String... statements) throws Exception {
    POSTGRES_18.execute(statements);
    POSTGRES_18.execute(
        "SET TimeZone = 'UTC'",
        "INSERT INTO history.events SELECT timestamp '1970-01-01' + n / 8 * interval '1 second',"
            + " timestamp '1970-01-01' + n * interval '1 day', n % 4, n FROM generate_series(1, 40) AS n");
  }

  private void assertEventsAreRead(FeatureView view) throws Exception {
    var newest = scan(view, 3);
    var values = joined(view, new long[] {5, 4, 0, 5, 5}, new long[] {0, 1, 2, 7, 3}, 2);

    assertThat(newest)
        .extracting(row -> row.features().getFirst())
        .isEqualTo(hexes(longs(40, 37, 38, 39)));
    assertThat(values).isEqualTo(append(hexes(longs(40, 37, 6)), "", hexes(longs(39)).getFirst()));
  }

  private static List<String> append(List<String> list, String... more) {
    var all = new ArrayList<>(list);
    all.addAll(List.of(more));
    return all;
  }

  private static FeatureView createBig(boolean indexed, int entities) throws Exception {
    POSTGRES_18.execute(
        "SET TimeZone = 'UTC'",
        "CREATE TABLE history.big (ts timestamptz, created timestamptz, id bigint, n bigint)",
        "INSERT INTO history.big SELECT to_timestamp(n), NULL, n %% %d, n FROM generate_series(1, %d) AS n ORDER BY random()"
            .formatted(entities, ROWS));
    if (indexed) {
      POSTGRES_18.execute("CREATE INDEX ON history.big (id, ts)");
    }
    POSTGRES_18.execute("ANALYZE history.big");
    return view(
        source("big", field("id", ValueType.INT64), field("n", ValueType.INT64)), 1, Duration.ZERO);
  }

  private static FeatureView events(Origin origin) {
    var source =
        new BatchSource(
            "events",
            origin,
            "ts",
            Optional.of("created"),
            Map.of(),
            List.of(field("id", ValueType.INT64), field("n", ValueType.INT64)));
    return view(source, 1, Duration.ZERO);
  }

  private void assertInvalid(FeatureView view, String place) {
    assertThatThrownBy(() -> scan(view, 10))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContaining(place);
  }

  private List<Found> scan(FeatureView view, int chunkRows) throws Exception {
    var request = new NewestRequest(view, 0, 1L << 50, Optional.empty(), chunkRows, 1 << 20);
    var scan = store.history().newest(request).await(10, SECONDS);
    var rows = new ArrayList<Found>();
    try {
      for (var next = scan.next().await(20, SECONDS);
          next.isPresent();
          next = scan.next().await(20, SECONDS)) {
        rows.addAll(found(next.get().rows()));
      }
    } finally {
      scan.close().await(10, SECONDS);
    }
    return rows;
  }

  /// The values of the first feature, as hex.
  ///
  /// @param seconds times of the rows
  private List<String> joined(FeatureView view, long[] seconds, long[] ids, int chunkRows)
      throws Exception {
    var times = LongStream.of(seconds).map(second -> second * 1_000_000).toArray();
    var request =
        new PointInTimeRequest(
            times, List.of(new Join(view, List.of("n"), List.of(longs(ids)))), chunkRows);
    var scan = store.history().pointInTime(request).await(10, SECONDS);
    var values = new ArrayList<String>();
    try {
      for (var next = scan.next().await(30, SECONDS);
          next.isPresent();
          next = scan.next().await(30, SECONDS)) {
        values.addAll(hexes(next.get().views().getFirst().features().getFirst()));
      }
    } finally {
      scan.close().await(10, SECONDS);
    }
    return values;
  }
}
