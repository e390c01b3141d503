package dev.penstock.offline;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.doubleList;
import static dev.penstock.offline.OfflineStoreSamples.doubles;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.floatList;
import static dev.penstock.offline.OfflineStoreSamples.floats;
import static dev.penstock.offline.OfflineStoreSamples.integers;
import static dev.penstock.offline.OfflineStoreSamples.list;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.nothing;
import static dev.penstock.offline.OfflineStoreSamples.octets;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.rows;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every offline store does.
public abstract class OfflineStoreContract {
  protected static final BatchSource EVENTS = source("events", field("id", ValueType.INT64));

  protected OfflineStore store;
  @TempDir protected Path files;

  /// Opens a store without rows.
  protected abstract OfflineStore open() throws Exception;

  /// What is stored in some columns, ordered by event time (column `ts`).
  ///
  /// - **Values** as Java has them: numbers, booleans, texts; bytes as lower-case hex; times as
  ///   microseconds; lists as [List]
  protected abstract List<List<Object>> stored(String table, String... columns) throws Exception;

  @BeforeEach
  void openAndPrepare() throws Exception {
    store = open();
    done(store.prepare(definitions(EVENTS)));
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
  }

  @Test
  void everyRowIsKeptWithItsTimes() throws Exception {
    int written = done(store.append(rows(EVENTS, new long[] {-1, 5, 5}, longs(7, 8, 8))));

    assertThat(written).isEqualTo(3);
    assertThat(stored("events", "ts", "created", "id"))
        .containsExactly(List.of(-1L, 0L, 7L), List.of(5L, 6L, 8L), List.of(5L, 6L, 8L));
  }

  @Test
  void anAbsentCreatedTimeIsNull() throws Exception {
    long[] none = {OnlineRows.NO_CREATED_TIME};

    done(store.append(new OfflineRows(EVENTS, new long[] {1}, none, List.of(longs(1)))));

    assertThat(stored("events", "created").getFirst()).containsOnlyNulls();
  }

  @Test
  void noRowsAreAppendedAtOnce() throws Exception {
    assertThat(done(store.append(rows(EVENTS, new long[0], longs())))).isZero();
  }

  @Test
  void scalarsKeepTheirExtremes() throws Exception {
    keeps(ValueType.INT64, longs(Long.MIN_VALUE), Long.MIN_VALUE);
    keeps(ValueType.INT64, longs(Long.MAX_VALUE), Long.MAX_VALUE);
    keeps(ValueType.INT32, integers(ValueType.INT32, Integer.MIN_VALUE), Integer.MIN_VALUE);
    keeps(ValueType.UNIX_TIMESTAMP, integers(ValueType.UNIX_TIMESTAMP, -1), -1L);
    keeps(ValueType.BOOL, integers(ValueType.BOOL, 0), false);
    keeps(ValueType.BOOL, integers(ValueType.BOOL, 1), true);
    keeps(ValueType.DOUBLE, doubles(Double.NaN), Double.NaN);
    keeps(ValueType.DOUBLE, doubles(Double.NEGATIVE_INFINITY), Double.NEGATIVE_INFINITY);
    keeps(ValueType.FLOAT, floats(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY);
    keeps(ValueType.FLOAT, floats(0.1f), 0.1f);
  }

  @Test
  void textsAndBytesAreKeptAsTheyAre() throws Exception {
    keeps(ValueType.STRING, texts(ValueType.STRING, "zß水🍌'\"\\\n"), "zß水🍌'\"\\\n");
    keeps(ValueType.STRING, texts(ValueType.STRING, ""), "");
    keeps(ValueType.DECIMAL, texts(ValueType.DECIMAL, "1.10"), "1.10");
    keeps(ValueType.JSON, texts(ValueType.JSON, "{\"a\": 1}"), "{\"a\": 1}");
    keeps(ValueType.UUID, texts(ValueType.UUID, "Ab"), "Ab");
    keeps(ValueType.BYTES, octets(ValueType.BYTES, 0, 255), "00ff");
    keeps(ValueType.IMAGE_BYTES, octets(ValueType.IMAGE_BYTES), "");
  }

  @Test
  void listsAreTyped() throws Exception {
    keeps(
        ValueType.INT64_LIST,
        list(ValueType.INT64_LIST, Long.MIN_VALUE, -1, 300),
        List.of(Long.MIN_VALUE, -1L, 300L));
    keeps(ValueType.INT32_SET, list(ValueType.INT32_SET, -5), List.of(-5));
    keeps(ValueType.BOOL_LIST, list(ValueType.BOOL_LIST, 1, 0), List.of(true, false));
    keeps(ValueType.DOUBLE_LIST, doubleList(Double.NaN, 1.5), List.of(Double.NaN, 1.5));
    keeps(ValueType.FLOAT_LIST, floatList(-0.5f), List.of(-0.5f));
    keeps(ValueType.STRING_LIST, list(ValueType.STRING_LIST, "ü", ""), List.of("ü", ""));
    keeps(ValueType.BYTES_SET, list(ValueType.BYTES_SET, "\0", "a"), List.of("00", "61"));
    keeps(ValueType.JSON_LIST, list(ValueType.JSON_LIST, "[1]"), List.of("[1]"));
    keeps(ValueType.INT64_LIST, list(ValueType.INT64_LIST, new long[0]), List.of());
    keeps(ValueType.STRING_LIST, list(ValueType.STRING_LIST, new String[0]), List.of());
  }

  @Test
  void whatIsDeeperIsJsonText() throws Exception {
    keeps(ValueType.MAP, octets(ValueType.MAP, 10, 7, 10, 1, 'a', 18, 2, 32, 5), "{\"a\":5}");
    keeps(ValueType.VALUE_LIST, octets(ValueType.VALUE_LIST, 10, 2, 0x72, 0), "[[]]");
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeCanBeNull(ValueType type) throws Exception {
    var typed = source("typed", field("v", type));
    done(store.prepare(definitions(typed)));

    done(store.append(row(typed, 1, nothing())));

    assertThat(stored("typed", "v").getFirst()).containsOnlyNulls();
  }

  @Test
  void namesMayBeOdd() throws Exception {
    var odd = source("main.\"select\" ü;--", field("a \"b'.c", ValueType.INT64));
    done(store.prepare(definitions(odd)));

    done(store.append(row(odd, 1, longs(4))));

    assertThat(stored(odd.name(), "a \"b'.c")).containsExactly(List.of(4L));
  }

  @Test
  void columnsHaveTheSourcesOwnNames() throws Exception {
    var mapped =
        new BatchSource(
            "mapped",
            "ts",
            Optional.empty(),
            Map.of("usr", "user_id"),
            List.of(field("user_id", ValueType.INT64)));
    done(store.prepare(definitions(mapped)));

    done(store.append(row(mapped, 1, longs(4))));

    assertThat(stored("mapped", "usr")).containsExactly(List.of(4L));
  }

  @Test
  void aSourceMayGainAndLoseColumns() throws Exception {
    done(store.append(row(EVENTS, 1, longs(1))));
    var changed = source("events", field("a", ValueType.INT64), field("b", ValueType.STRING_LIST));

    done(store.prepare(definitions(changed)));
    done(store.append(row(changed, 2, longs(2), list(ValueType.STRING_LIST, "x"))));
    done(store.append(row(EVENTS, 3, longs(3))));

    var stored = stored("events", "id", "a", "b");
    assertThat(stored.get(0)).containsExactly(1L, null, null);
    assertThat(stored.get(1)).containsExactly(null, 2L, List.of("x"));
    assertThat(stored.get(2)).containsExactly(3L, null, null);
  }

  @Test
  void everyContradictionIsNamedAndNothingChanges() throws Exception {
    done(store.append(row(EVENTS, 1, longs(1))));
    var changed =
        source("events", field("id", ValueType.STRING), field("created_by", ValueType.INT64));
    var timed = new BatchSource("events", "id", Optional.empty(), Map.of(), List.of());

    assertInvalid(store.verify(definitions(source("new"), changed)), "\"id\"", "STRING", "Rename");
    assertInvalid(store.prepare(definitions(source("new"), changed)), "\"id\"", "STRING", "Rename");
    assertInvalid(store.prepare(definitions(timed)), "\"id\"", "time");

    done(store.append(row(EVENTS, 2, longs(2))));
    assertThat(stored("events", "id")).containsExactly(List.of(1L), List.of(2L));
    assertThatThrownBy(() -> stored("new", "ts")).hasMessageContaining("new");
    assertThatThrownBy(() -> stored("events", "created_by")).hasMessageContaining("created_by");
  }

  @Test
  void verifyingCreatesNothing() throws Exception {
    var wider = source("events", field("id", ValueType.INT64), field("more", ValueType.INT64));

    done(store.verify(definitions(wider, source("new"))));

    assertThatThrownBy(() -> stored("new", "ts")).hasMessageContaining("new");
    assertThatThrownBy(() -> stored("events", "more")).hasMessageContaining("more");
    done(store.append(row(EVENTS, 1, longs(1))));
  }

  @Test
  void aSourceThatIsNoLongerDefinedTakesWhatIsUnderWay() throws Exception {
    done(store.prepare(definitions(source("new"))));

    done(store.append(row(EVENTS, 1, longs(1))));

    assertThat(ids("events")).containsExactly(1L);
  }

  @Test
  void concurrentAppendsAreKeptOnceEach() throws Exception {
    var other = source("other", field("id", ValueType.INT64));
    done(store.prepare(definitions(EVENTS, other)));
    var appends = new ArrayList<Future<Integer>>();

    for (int push = 0; push < 500; push++) {
      appends.add(store.append(row(push % 2 == 0 ? EVENTS : other, push, longs(push))));
    }
    done(Future.all(appends));

    assertThat(ids("events"))
        .isEqualTo(LongStream.range(0, 500).filter(id -> id % 2 == 0).boxed().toList());
    assertThat(ids("other"))
        .isEqualTo(LongStream.range(0, 500).filter(id -> id % 2 == 1).boxed().toList());
  }

  @Test
  void aFaultyPushFailsAlone() throws Exception {
    var unreadable = ByteColumn.repeated(new byte[] {0x20, (byte) 0x80}, 1);
    var sound = new ArrayList<Future<Integer>>();
    var faulty = new ArrayList<Future<Integer>>();

    for (int push = 0; push < 50; push++) {
      sound.add(store.append(row(EVENTS, push, longs(push))));
      faulty.add(store.append(rows(EVENTS, new long[] {1}, unreadable)));
    }
    done(Future.all(sound));

    for (var push : faulty) {
      assertInvalid(push, "cannot be read");
    }
    assertThat(ids("events")).isEqualTo(LongStream.range(0, 50).boxed().toList());
  }

  @Test
  void parquetFilesKeepEveryRow() throws Exception {
    var rich =
        source(
            "rich",
            field("s", ValueType.STRING),
            field("l", ValueType.BYTES_LIST),
            field("d", ValueType.DOUBLE));
    done(store.prepare(definitions(rich)));
    done(
        store.append(
            row(
                rich,
                1,
                texts(ValueType.STRING, "ü"),
                list(ValueType.BYTES_LIST, "a"),
                doubles(Double.NaN))));
    done(store.append(row(rich, 2, nothing(), nothing(), nothing())));
    Path file = files.resolve("it's [a] *?.parquet");
    var before = stored("rich", "ts", "created", "s", "l", "d");

    assertThat(done(store.exportParquet("rich", file))).isEqualTo(2);
    assertThat(done(store.importParquet("rich", file))).isEqualTo(2);
    assertThat(done(store.importParquet("rich", files))).isEqualTo(2);

    var after = stored("rich", "ts", "created", "s", "l", "d");
    assertThat(after)
        .isEqualTo(IntStream.range(0, 6).mapToObj(row -> before.get(row / 3)).toList());
  }

  @Test
  void anExportReplacesNoFile() throws Exception {
    Path file = Files.writeString(files.resolve("x.parquet"), "mine");

    assertInvalid(store.exportParquet("events", file), "exists already");

    assertThat(file).hasContent("mine");
    assertThat(files).isDirectoryContaining("glob:**/x.parquet");
  }

  @Test
  void anImportThatDoesNotFitAppendsNothing() throws Exception {
    var text = source("text", field("id", ValueType.STRING));
    var wide = source("wide", field("id", ValueType.INT64), field("more", ValueType.INT64));
    done(store.prepare(definitions(EVENTS, text, wide)));
    done(store.append(row(EVENTS, 1, longs(1))));
    done(store.append(row(text, 1, texts(ValueType.STRING, "1"))));
    done(store.exportParquet("events", files.resolve("a.parquet")));
    done(store.exportParquet("text", files.resolve("b.parquet")));

    assertInvalid(store.importParquet("events", files), "b.parquet", "\"id\"");
    assertInvalid(store.importParquet("wide", files), "\"more\" is missing");
    assertInvalid(store.importParquet("events", files.resolve("none")), "does not exist");
    assertInvalid(store.importParquet("nobody", files), "nobody");

    assertThat(ids("events")).containsExactly(1L);
  }

  @Test
  void aStoreThatCanBeWrittenPassesItsCheck() throws Exception {
    done(store.check());
    done(store.check());
  }

  @Test
  void closingTwiceIsHarmlessAndAClosedStoreRefuses() throws Exception {
    done(store.close());
    done(store.close());

    assertThatThrownBy(() -> done(store.check())).hasMessageContaining("being closed");
  }

  protected static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }

  protected List<Object> ids(String table) throws Exception {
    return stored(table, "id").stream().map(List::getFirst).toList();
  }

  protected static void assertInvalid(Future<?> future, String... parts) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused).hasMessageContainingAll(parts);
            });
  }

  private void keeps(ValueType type, ByteColumn value, Object expected) throws Exception {
    var typed = source("typed_" + type, field("v", type));
    done(store.prepare(definitions(typed)));
    long time = stored(typed.name(), "v").size();

    done(store.append(row(typed, time, value)));

    assertThat(stored(typed.name(), "v").getLast()).containsExactly(expected);
  }
}
