package dev.penstock.offline.embedded;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.doubles;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.list;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.nothing;
import static dev.penstock.offline.OfflineStoreSamples.row;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.FailureKind;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.duckdb.Sql;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  private static final BatchSource EVENTS = source("events", field("id", ValueType.INT64));
  private static final OfflineConfig.Embedded CONFIG =
      new OfflineConfig.Embedded(64 << 20, 128 << 20, 1, Duration.ofHours(1));

  @TempDir Path directory;
  @TempDir Path files;
  private StoredHistory stored;
  private EmbeddedOfflineStore store;

  @BeforeEach
  void open() throws Exception {
    Path file = directory.resolve("offline.duckdb");
    stored = new StoredHistory(file, CONFIG);
    store = EmbeddedOfflineStore.open(file, CONFIG, (jobs, bytes, took) -> {});
    done(store.prepare(definitions(EVENTS)));
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
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
        append(
            row(
                rich,
                1,
                texts(ValueType.STRING, "ü"),
                list(ValueType.BYTES_LIST, "a"),
                doubles(Double.NaN))));
    done(append(row(rich, 2, nothing(), nothing(), nothing())));
    Path file = files.resolve("it's [a] *?.parquet");
    var before = stored.read("rich", "ts", "created", "s", "l", "d");

    assertThat(done(store.exportParquet("rich", file))).isEqualTo(2);
    assertThat(done(store.importParquet("rich", file))).isEqualTo(2);
    assertThat(done(store.importParquet("rich", files))).isEqualTo(2);

    var after = stored.read("rich", "ts", "created", "s", "l", "d");
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
    done(append(row(EVENTS, 1, longs(1))));
    done(append(row(text, 1, texts(ValueType.STRING, "1"))));
    done(store.exportParquet("events", files.resolve("a.parquet")));
    done(store.exportParquet("text", files.resolve("b.parquet")));

    assertInvalid(store.importParquet("events", files), "b.parquet", "\"id\"");
    assertInvalid(store.importParquet("wide", files), "\"more\" is missing");
    assertInvalid(store.importParquet("events", files.resolve("none")), "does not exist");
    assertInvalid(store.importParquet("nobody", files), "nobody");

    assertThat(stored.read("events", "id")).containsExactly(List.of(1L));
  }

  @Test
  void timesOfParquetFilesBecomeSeconds() throws Exception {
    var times =
        source(
            "times",
            field("at", ValueType.UNIX_TIMESTAMP),
            field("all", ValueType.UNIX_TIMESTAMP_LIST),
            field("n", ValueType.INT64));
    done(store.prepare(definitions(times)));
    parquet(
        """
        SELECT TIMESTAMP_NS '1970-01-01 00:00:01' AS ts, NULL::TIMESTAMP AS created,
          TIMESTAMP '1969-12-31 23:59:59.5' AS at, [TIMESTAMP '1970-01-01 00:00:02'] AS "all",
          3::SMALLINT AS N
        """);

    done(store.importParquet("times", files));

    assertThat(stored.read("times", "ts", "at", "all", "n"))
        .containsExactly(List.of(1_000_000L, -1L, List.of(2L), 3L));
  }

  @Test
  void lossyTypesOfParquetFilesAreRefused() throws Exception {
    parquet("SELECT now() AS ts, now() AS created, 1.5::DOUBLE AS id");
    assertInvalid(store.importParquet("events", files), "\"id\"", "DOUBLE", "BIGINT");

    parquet("SELECT NULL::TIMESTAMP AS ts, now() AS created, 1 AS id");
    assertInvalid(store.importParquet("events", files), "no time");

    parquet("SELECT TIMESTAMP_NS '2020-01-01 00:00:00.000000001' AS ts, now() AS created, 1 AS id");
    assertInvalid(store.importParquet("events", files), "nanoseconds");

    assertThat(stored.read("events", "id")).isEmpty();
  }

  private void parquet(String query) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (" + query + ") TO " + Sql.text(files.resolve("x.parquet")) + " (FORMAT parquet)");
    }
  }

  private Future<Integer> append(OfflineRows rows) {
    return store.append(new BatchId("batch-" + rows.eventTime(0)), rows);
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }

  private static void assertInvalid(Future<?> future, String... parts) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused).hasMessageContainingAll(parts);
            });
  }
}
