package dev.penstock.offline.postgres;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.PushException;
import dev.penstock.model.PushSource;
import dev.penstock.model.ValueType;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of tables that are there already, are missing, or do not fit.
class PostgresTablesTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Field ID = field("id", ValueType.INT64);

  private final List<PostgresOfflineStore> stores = new ArrayList<>();

  @BeforeEach
  void empty() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
  }

  @AfterEach
  void close() throws Exception {
    for (var store : stores) {
      store.close().await(10, SECONDS);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  @Test
  void rowsGoToTheNamedTableOfAnotherSchema() throws Exception {
    POSTGRES_18.execute(
        "DROP SCHEMA IF EXISTS lake CASCADE",
        "CREATE SCHEMA lake",
        "CREATE TABLE lake.\"Trips of 2026\" (extra text DEFAULT 'x', id smallint, no serial, ts timestamptz)");
    var trips = named("trips", new Origin.Table(Optional.of("lake"), "Trips of 2026"));
    var store = prepared(StoreConfigs.config(), trips);

    store.append(new BatchId("1"), row(trips, 1, longs(5))).await(10, SECONDS);

    assertThat(POSTGRES_18.rows("SELECT id, extra, no FROM lake.\"Trips of 2026\""))
        .containsExactly(List.of(5, "x", 1));
  }

  @Test
  void twoSourcesMayHaveOneTable() throws Exception {
    var more = field("more", ValueType.STRING);
    var both = table("both");
    var first = named("first", both);
    var second = new BatchSource("second", both, "ts", Optional.empty(), Map.of(), List.of(more));
    var store = prepared(StoreConfigs.config(), first, second);
    var id = new BatchId("1");

    store.append(id, row(first, 1, longs(5))).await(10, SECONDS);
    store.append(id, row(second, 2, texts(ValueType.STRING, "x"))).await(10, SECONDS);

    assertThat(POSTGRES_18.rows("SELECT count(id), count(more) FROM history.both"))
        .containsExactly(List.of(1L, 1L));
  }

  @Test
  void everyProblemIsNamedAtOnce() throws Exception {
    POSTGRES_18.execute(
        "CREATE TABLE history.a (id text[], ts timestamptz, owner text NOT NULL, at date NOT NULL DEFAULT now())",
        "CREATE TABLE history.b (id bigint GENERATED ALWAYS AS IDENTITY, ts bigint)",
        "CREATE VIEW history.c AS SELECT 1::bigint AS id, now() AS ts");
    var sources =
        definitions(
            named("a", table("a")),
            named("b", table("b")),
            named("c", table("c")),
            named("d", new Origin.Table(Optional.of("nowhere"), "d")),
            named("e", new Origin.Query("SELECT 1")),
            named("f", table("f".repeat(64))));
    var store = store(StoreConfigs.config("postgres"));

    assertThatThrownBy(() -> store.verify(sources).await(10, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContainingAll(
            "column \"id\" of batch source \"a\" is text[] in history.a, defined as INT64",
            "column \"owner\" of history.a is NOT NULL without a default, and batch source \"a\"",
            "column \"id\" of batch source \"b\" is generated",
            "column \"ts\" of batch source \"b\" is bigint in history.b, defined as a time",
            "history.c, of batch source \"c\", takes no inserts",
            "there is no schema \"nowhere\" for batch source \"d\"",
            "batch source \"e\" is defined by a query",
            "has a name of more than 63 bytes",
            "there is no table history.penstock_batches; create it:\nCREATE TABLE");
  }

  @Test
  void aSourceThatNobodyPushesToMayBeAnything() throws Exception {
    var pushed = named("pushed", table("pushed"));
    var read = named("read", new Origin.Query("SELECT 1"));
    var nowhere = named("nowhere", new Origin.Table(Optional.of("nowhere"), "t"));
    var definitions =
        new Definitions(
            "shop",
            List.of(),
            List.of(pushed, read, nowhere),
            List.of(new PushSource("push", pushed)),
            List.of(),
            List.of());
    var store = store(StoreConfigs.config());

    store.verify(definitions).await(10, SECONDS);
    store.prepare(definitions).await(10, SECONDS);

    assertThat(POSTGRES_18.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'history'"))
        .containsExactlyInAnyOrder("pushed", "penstock_batches");
  }

  @Test
  void whatIsMissingIsAnErrorWhereNothingMayBeCreated() throws Exception {
    POSTGRES_18.execute("CREATE TABLE history.a (ts timestamptz)");
    var store = store(StoreConfigs.config("postgres"));
    var sources = definitions(named("a", table("a")), named("b", table("b")));

    for (var refused : List.of(store.verify(sources), store.prepare(sources))) {
      assertThatThrownBy(() -> refused.await(10, SECONDS))
          .isInstanceOfSatisfying(
              PushException.class,
              failure -> assertThat(failure.kind()).isEqualTo(FailureKind.SCHEMA_MISSING))
          .hasMessageContainingAll("\"id\" of batch source \"a\" is missing", "no table history.b");
    }
  }

  @Test
  void aTableThatMayNotBeWrittenIsTold() throws Exception {
    POSTGRES_18.execute(
        "CREATE TABLE history.a (id bigint, ts timestamptz)",
        "CREATE TABLE history.penstock_batches (id uuid PRIMARY KEY, recorded timestamptz NOT NULL)",
        "DO $$ BEGIN CREATE ROLE history_reader LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object THEN END $$",
        "GRANT USAGE ON SCHEMA history TO history_reader");
    var store = store(StoreConfigs.config("history_reader"));

    assertThatThrownBy(() -> store.prepare(definitions(named("a", table("a")))).await(10, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.STORE_DENIED))
        .hasMessageContainingAll("may not insert into history.a", "history.penstock_batches");
    assertThatThrownBy(() -> store.check().await(10, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.STORE_DENIED));
  }

  @Test
  void aTableThatIsGoneIsTold() throws Exception {
    var events = named("events", table("events"));
    var store = prepared(StoreConfigs.config(), events);
    POSTGRES_18.execute("DROP TABLE history.events");

    assertThatThrownBy(
            () -> store.append(new BatchId("1"), row(events, 1, longs(1))).await(10, SECONDS))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.SCHEMA_MISSING));
  }

  @Test
  void manyProcessesCreateTheSameTablesAtOnce() throws Exception {
    var sources = definitions(named("a", table("a")), named("b", table("b")));
    var prepared = new ArrayList<Future<Void>>();

    for (int process = 0; process < 6; process++) {
      prepared.add(store(StoreConfigs.config()).prepare(sources));
    }

    Future.all(prepared).await(10, SECONDS);
    assertThat(POSTGRES_18.rows("SELECT * FROM history.a")).isEmpty();
  }

  @Test
  void aRowThatTheServerRefusesFailsItsOwnPushOnly() throws Exception {
    POSTGRES_18.execute(
        "CREATE TABLE history.events (id bigint CHECK (id % 10 <> 3), ts timestamptz)");
    var events = named("events", table("events"));
    var store = prepared(StoreConfigs.config(), events);
    var appends = new ArrayList<Future<Integer>>();

    for (int push = 0; push < 100; push++) {
      appends.add(store.append(new BatchId("push-" + push), row(events, push, longs(push))));
    }
    Future.join(appends).otherwiseEmpty().await(10, SECONDS);

    for (int push = 0; push < 100; push++) {
      assertThat(appends.get(push).succeeded()).isEqualTo(push % 10 != 3);
    }
    assertThat(appends.get(13).cause())
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.ROW_REFUSED));
    assertThat(POSTGRES_18.rows("SELECT count(*), count(DISTINCT id) FROM history.events"))
        .containsExactly(List.of(90L, 90L));
  }

  @Test
  void aTableMayHaveHundredsOfColumns() throws Exception {
    var fields = IntStream.range(0, 300).mapToObj(at -> field("f" + at, ValueType.STRING)).toList();
    var wide = source("wide", fields.toArray(Field[]::new));
    var store = prepared(StoreConfigs.config(), wide);
    var values = new ByteColumn[300];
    Arrays.setAll(values, at -> texts(ValueType.STRING, "v" + at));

    store.append(new BatchId("1"), row(wide, 1, values)).await(10, SECONDS);

    assertThat(POSTGRES_18.rows("SELECT f0, f299 FROM history.wide"))
        .containsExactly(List.of("v0", "v299"));
  }

  @Test
  void oldIdentitiesAreForgotten() throws Exception {
    var events = named("events", table("events"));
    var config =
        new OfflineConfig.Postgres(
            StoreConfigs.config().server(),
            64 << 20,
            Duration.ofMillis(50),
            OfflineConfig.Misfits.REFUSE,
            8,
            Duration.ofMinutes(1));
    var store = prepared(config, events);
    POSTGRES_18.execute(
        "INSERT INTO history.penstock_batches SELECT gen_random_uuid(), now() - interval '1 s' FROM generate_series(1, 25000)");
    long deadline = System.nanoTime() + SECONDS.toNanos(10);

    long remembered = 25_000;
    for (int push = 0; remembered > 100 && System.nanoTime() < deadline; push++) {
      store.append(new BatchId("push-" + push), row(events, push, longs(push))).await(10, SECONDS);
      remembered =
          (long)
              POSTGRES_18
                  .rows("SELECT count(*) FROM history.penstock_batches")
                  .getFirst()
                  .getFirst();
    }

    assertThat(remembered).isBetween(1L, 100L);
  }

  private static BatchSource named(String name, Origin origin) {
    return new BatchSource(name, origin, "ts", Optional.empty(), Map.of(), List.of(ID));
  }

  private static Origin table(String name) {
    return new Origin.Table(Optional.empty(), name);
  }

  private PostgresOfflineStore prepared(OfflineConfig.Postgres config, BatchSource... sources)
      throws Exception {
    var store = store(config);
    store.prepare(definitions(sources)).await(10, SECONDS);
    return store;
  }

  private PostgresOfflineStore store(OfflineConfig.Postgres config) {
    var store = new PostgresOfflineStore(VERTX, config, BatchListener.NONE);
    stores.add(store);
    return store;
  }
}
