package dev.penstock.online.sqlite;

import static dev.penstock.model.Precedence.MATERIALIZATION;
import static dev.penstock.model.Precedence.PUSH;
import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;
import static dev.penstock.online.OnlineStoreSamples.keys;
import static dev.penstock.online.OnlineStoreSamples.row;
import static dev.penstock.online.OnlineStoreSamples.rows;
import static dev.penstock.online.OnlineStoreSamples.view;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.online.OnlineStore.Written;
import dev.penstock.online.OnlineStoreContract;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteOnlineStoreTest extends OnlineStoreContract {
  private static final long NONE = OnlineRows.NO_CREATED_TIME;
  private static final long SECOND = 1_000_000;
  private static final String INSERT =
      "INSERT INTO shop_view (entity_key, feature_name, value, event_ts, created_ts) VALUES ";

  @TempDir Path directory;

  @Override
  protected OnlineStore open() {
    return open(SqliteFile.config(path()));
  }

  @Test
  void rowsOutliveTheProcess() throws Exception {
    done(store.upsert(row(VIEW, "a", 1, 1, bytes(1), bytes(2)), PUSH));
    done(store.close());

    store = open();
    done(store.prepare(definitions(VIEW)));

    assertThat(value(read(VIEW, "a"), 1)).containsExactly(2);
    assertThat(read(VIEW, "a").eventTime()).isEqualTo(1);
  }

  @Test
  void tablesWithoutDefinitionAreNamed() throws Exception {
    done(store.prepare(definitions(VIEW, view("gone", "f"), view("Old", "f"), view("kept", "f"))));
    file()
        .run(
            "CREATE TABLE shop_kept_v2 (entity_key, feature_name, value, event_ts, created_ts,"
                + " PRIMARY KEY (entity_key, feature_name))");
    file().run("CREATE TABLE shop_orders (id INTEGER)");

    assertThat(done(store.undefined(definitions(view("kept", "f")))))
        .contains("shop_Old", "shop_gone")
        .doesNotContain("shop_kept", "shop_kept_v2", "shop_orders");
  }

  @Test
  void timesAreFeastsWholeSeconds() throws Exception {
    done(store.upsert(row(VIEW, "a", 1_900_001, -1_500_000, bytes(1), bytes(2)), PUSH));

    assertThat(
            file().query("SELECT DISTINCT typeof(event_ts), event_ts, created_ts FROM shop_view"))
        .containsExactly("integer,1,-1");
    assertThat(read(VIEW, "a").eventTime()).isEqualTo(1_900_001);
  }

  @Test
  void aRowOfFeastsIsOrderedAmongPushes() throws Exception {
    file().run(INSERT + "('a', 'f0', x'09', 100, NULL), ('a', 'f1', x'08', 100, NULL)");
    file().run("UPDATE shop_view SET entity_key = CAST(entity_key AS BLOB)");

    assertThat(put(99 * SECOND, NONE)).isEqualTo(new Written(0, 1));
    assertThat(read(VIEW, "a").eventTime()).isEqualTo(100 * SECOND);
    assertThat(value(read(VIEW, "a"), 0)).containsExactly(9);
    assertThat(put(100 * SECOND, NONE)).isEqualTo(new Written(1, 0));
    assertThat(put(100 * SECOND + 1, NONE)).isEqualTo(new Written(1, 0));
    assertThat(put(100 * SECOND, NONE)).isEqualTo(new Written(0, 1));
  }

  @Test
  void exactTimesDoNotOutliveTheRowThatTheyBelongTo() throws Exception {
    done(store.upsert(row(VIEW, "a", 100 * SECOND + 7, NONE, bytes(1), bytes(2)), PUSH));

    file().run("UPDATE shop_view SET event_ts = 50, value = x'05'");

    assertThat(read(VIEW, "a").eventTime()).isEqualTo(50 * SECOND);
    assertThat(put(60 * SECOND, NONE)).isEqualTo(new Written(1, 0));
  }

  @Test
  void aRowIsAsNewAsItsNewestFeature() throws Exception {
    done(store.upsert(row(VIEW, "a", 100 * SECOND, NONE, bytes(1), bytes(2)), PUSH));
    file().run("UPDATE shop_view SET event_ts = 200, value = x'05' WHERE feature_name = 'f1'");

    assertThat(put(150 * SECOND, NONE)).isEqualTo(new Written(0, 1));
    var partial = read(VIEW, "a");
    assertThat(partial.eventTime()).isEqualTo(200 * SECOND);
    assertThat(partial.has(0)).isFalse();
    assertThat(value(partial, 1)).containsExactly(5);
    assertThat(put(200 * SECOND, NONE)).isEqualTo(new Written(1, 0));
    assertThat(read(VIEW, "a").has(0)).isTrue();
  }

  @Test
  void aTimeThatIsNoneIsOlderThanAny() throws Exception {
    file().run(INSERT + "(x'61', 'f0', x'09', '2020-01-01 00:00:00', NULL)");
    file().run(INSERT + "(x'61', 'f1', x'08', NULL, NULL)");

    assertThat(read(VIEW, "a").eventTime()).isZero();
    assertThat(put(-5, NONE)).isEqualTo(new Written(1, 0));
  }

  @Test
  void withoutTheGuardTheLastWriterWinsAsWithFeast() throws Exception {
    done(store.close());
    store = open(SqliteFile.config(path(), 3, false, ZoneOffset.UTC, true, Duration.ofSeconds(20)));
    done(store.prepare(definitions(VIEW)));

    put(5, NONE);

    assertThat(done(store.upsert(row(VIEW, "a", 4, 4, bytes(7), bytes(7)), MATERIALIZATION)))
        .isEqualTo(new Written(1, 0));
    assertThat(value(read(VIEW, "a"), 0)).containsExactly(7);
  }

  @Test
  void timesThatFeastHasShiftedAreShiftedBack() throws Exception {
    done(store.close());
    store =
        open(
            SqliteFile.config(
                path(), 3, true, ZoneId.of("America/New_York"), true, Duration.ofSeconds(20)));
    done(store.prepare(definitions(VIEW)));

    put(1_767_261_600L * SECOND + 5, NONE);

    assertThat(file().query("SELECT DISTINCT event_ts FROM shop_view"))
        .containsExactly(Long.toString(1_767_261_600L + 5 * 3600));
    assertThat(read(VIEW, "a").eventTime()).isEqualTo(1_767_261_600L * SECOND + 5);
    assertThat(put(1_767_261_600L * SECOND + 4, NONE)).isEqualTo(new Written(0, 1));
  }

  @Test
  void manyRowsGoThroughSeveralTransactions() throws Exception {
    String[] names = IntStream.range(0, 10_000).mapToObj(i -> "k" + i).toArray(String[]::new);

    var written = done(store.upsert(rows(VIEW, keys(names), 7, 7, bytes(3)), PUSH));

    assertThat(written).isEqualTo(new Written(10_000, 0));
    var found = done(store.read(List.of(new Lookup(VIEW, List.of("f1"), keys(names))))).getFirst();
    assertThat(found)
        .hasSize(10_000)
        .allSatisfy(row -> {
          assertThat(row.eventTime()).isEqualTo(7);
          assertThat(value(row, 0)).containsExactly(3);
        });
  }

  @Test
  void storesThatRaceOverOneFileLeaveTheGreatest() throws Exception {
    long seed = System.nanoTime();
    var shuffled = new Random(seed);
    var stores = new ArrayList<OnlineStore>();
    for (int i = 0; i < 8; i++) {
      stores.add(open());
      done(stores.getLast().prepare(definitions(VIEW)));
    }
    long[] greatest = new long[50];
    Arrays.fill(greatest, -1);
    var answers = new ArrayList<Future<Written>>();

    for (int push = 0; push < 800; push++) {
      int first = shuffled.nextInt(46);
      long time = shuffled.nextInt(3_000_000);
      var names = IntStream.range(first, first + 5).mapToObj(i -> "k" + i).toArray(String[]::new);
      for (int key = first; key < first + 5; key++) {
        greatest[key] = Math.max(greatest[key], time);
      }
      byte[] value = Long.toString(time).getBytes(UTF_8);
      answers.add(stores.get(push % 8).upsert(rows(VIEW, keys(names), time, NONE, value), PUSH));
      answers.add(store.check().map(new Written(5, 0)));
      if (push % 20 == 19) {
        // Lets the writers meet again and again, with small batches.
        done(answers.getLast());
      }
    }
    for (var answer : answers) {
      var written = done(answer);
      assertThat(written.written() + written.stale()).isEqualTo(5);
    }

    for (int key = 0; key < greatest.length; key++) {
      if (greatest[key] >= 0) {
        assertThat(new String(value(read(VIEW, "k" + key), 0), UTF_8))
            .as("key %s, seed %s", key, seed)
            .isEqualTo(Long.toString(greatest[key]));
      }
    }
    for (var other : stores) {
      done(other.close());
    }
  }

  @Test
  void aWriterWaitsForAnotherProcess() throws Exception {
    try (var other = file().connect();
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute(INSERT + "(x'61', 'f0', x'09', 100, NULL)");

      var waiting = store.upsert(row(VIEW, "a", 99 * SECOND, NONE, bytes(1), bytes(2)), PUSH);
      // Nothing was committed yet, and nobody who only reads has to wait for that.
      assertThat(read(VIEW, "a")).isNull();
      assertThat(waiting.isComplete()).isFalse();
      statement.execute("COMMIT");

      assertThat(done(waiting)).isEqualTo(new Written(0, 1));
    }
  }

  @Test
  void aWriterGivesUpWhenTheFileStaysLocked() throws Exception {
    done(store.close());
    store = open(SqliteFile.config(path(), 3, true, ZoneOffset.UTC, true, Duration.ofMillis(50)));
    done(store.prepare(definitions(VIEW)));

    try (var other = file().connect();
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      var refused = store.upsert(row(VIEW, "a", 1, NONE, bytes(1), bytes(2)), PUSH);
      assertFails(refused, FailureKind.UNAVAILABLE, "another process has kept it locked");
      assertFails(store.check(), FailureKind.UNAVAILABLE, "locked");
      statement.execute("ROLLBACK");
    }

    assertThat(put(1, NONE)).isEqualTo(new Written(1, 0));
    done(store.check());
  }

  @Test
  void whatAKilledWriterLeftHalfDoneIsTakenBack() throws Exception {
    done(store.upsert(row(VIEW, "a", 100, NONE, bytes(1), bytes(2)), PUSH));
    Path copy = directory.resolve("copy.db");
    try (var other = file().connect();
        var statement = other.createStatement()) {
      // A small cache makes the other process write to the file before it commits.
      statement.execute("PRAGMA cache_size = 1");
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("UPDATE shop_view SET value = x'07', event_ts = 200");
      statement.execute(
          """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
          INSERT INTO shop_view (entity_key, feature_name, value, event_ts)
          SELECT randomblob(100), 'f0', randomblob(100), 200 FROM n\
          """);
      Files.copy(Path.of(path() + "-journal"), Path.of(copy + "-journal"));
      Files.copy(path(), copy);
      assertThat(Files.size(copy)).isGreaterThan(300_000);
      statement.execute("ROLLBACK");
    }

    done(store.close());
    store = open(SqliteFile.config(copy));
    done(store.prepare(definitions(VIEW)));

    assertThat(value(read(VIEW, "a"), 0)).containsExactly(1);
    assertThat(new SqliteFile(copy).query("SELECT count(*) FROM shop_view")).containsExactly("2");
  }

  @Test
  void aFileThatFeastDeletesIsCreatedAnew() throws Exception {
    put(5, NONE);
    assertThat(read(VIEW, "a")).isNotNull();

    Files.delete(path());

    assertThat(put(4, NONE)).isEqualTo(new Written(1, 0));
    assertThat(read(VIEW, "a").eventTime()).isEqualTo(4);
    assertThat(file().query("SELECT count(*) FROM shop_view")).containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void theJournalStaysAsItIs(String mode) throws Exception {
    file().run("PRAGMA journal_mode = " + mode);
    done(store.close());

    store = open();
    done(store.prepare(definitions(VIEW)));
    put(5, NONE);

    assertThat(read(VIEW, "a").eventTime()).isEqualTo(5);
    assertThat(file().query("PRAGMA journal_mode")).containsExactly(mode);
  }

  @Test
  void missingTablesAreNamedWhenTheyMayNotBeCreated() throws Exception {
    done(store.close());
    store = open(SqliteFile.config(path(), 3, true, ZoneOffset.UTC, false, Duration.ofSeconds(20)));

    assertFails(
        store.prepare(definitions(VIEW, view("new", "f0"), view("more", "f0"))),
        FailureKind.SCHEMA_MISSING,
        "there is no table \"shop_more\", \"shop_new\"; run `feast apply`");
  }

  @Test
  void aTableOfAnotherShapeIsRefused() throws Exception {
    file()
        .run("CREATE TABLE shop_odd (entity_key BLOB PRIMARY KEY, feature_name TEXT, value BLOB)");

    assertFails(
        store.verify(definitions(view("odd", "f0"))),
        FailureKind.SCHEMA_MISSING,
        "\"shop_odd\" has no column event_ts; table \"shop_odd\" has no column created_ts; table"
            + " \"shop_odd\" has no primary key");
  }

  @Test
  void viewsThatDifferInCapitalLettersOnlyAreRefused() {
    assertFails(
        store.verify(definitions(view("Stats", "f0"), view("stats", "f0"))),
        FailureKind.INVALID,
        "would share a table");
  }

  @Test
  void aTableThatIsDroppedFailsItsOwnPushesOnly() throws Exception {
    FeatureView other = view("other", "f0");
    done(store.upsert(row(other, "a", 1, 1, bytes(1)), PUSH));
    file().run("DROP TABLE shop_other");

    var faulty = store.upsert(row(other, "a", 1, 1, bytes(1)), PUSH);
    var sound = store.upsert(row(VIEW, "a", 1, 1, bytes(1), bytes(2)), PUSH);

    assertFails(faulty, FailureKind.SCHEMA_MISSING, "no such table: shop_other");
    assertThat(done(sound)).isEqualTo(new Written(1, 0));
    assertThat(value(read(VIEW, "a"), 1)).containsExactly(2);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    Path text = directory.resolve("text.db");
    Files.writeString(text, "this is no database, but long enough to look like one".repeat(20));

    assertThatThrownBy(() -> open(SqliteFile.config(text)))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("it is no SQLite database");
  }

  @Test
  void onlyTheLastDirectoryOfThePathIsCreated() throws Exception {
    done(open(SqliteFile.config(directory.resolve("data/a?b%20#é.db"))).close());

    assertThat(directory.resolve("data/a?b%20#é.db")).exists();
    assertThatThrownBy(() -> open(SqliteFile.config(directory.resolve("no/such/online.db"))))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("there is no directory");
  }

  @Test
  void aClosedStoreHasLetGoOfTheFile() throws Exception {
    put(5, NONE);
    read(VIEW, "a");

    done(store.close());
    done(store.close());

    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path());
    }
    assertThatThrownBy(() -> done(store.check())).hasMessageContaining("being closed");
  }

  private Written put(long event, long created) throws Exception {
    return done(store.upsert(row(VIEW, "a", event, created, bytes(1), bytes(2)), PUSH));
  }

  private static OnlineStore open(OnlineConfig.Sqlite config) {
    return SqliteOnlineStore.open(config, (jobs, weight, took) -> {});
  }

  private Path path() {
    return directory.resolve("online.db");
  }

  private SqliteFile file() {
    return new SqliteFile(path());
  }

  private static void assertFails(Future<?> future, FailureKind kind, String message) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }
}
