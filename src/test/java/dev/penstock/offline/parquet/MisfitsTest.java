package dev.penstock.offline.parquet;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.config.OfflineConfig;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.Misfits;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Batch sources that do not fit, where they are only told of.
class MisfitsTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(Misfits.class);

  @TempDir Path directory;
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private ParquetOfflineStore store;
  private int batches;

  @BeforeEach
  void open() {
    told.start();
    LOG.setLevel(Level.INFO);
    LOG.addAppender(told);
    store =
        ParquetOfflineStore.open(
            directory.resolve("spilled"),
            ParquetContract.config(OfflineConfig.Misfits.WARN),
            BatchListener.NONE,
            () -> now);
  }

  @AfterEach
  void close() throws Exception {
    LOG.detachAppender(told);
    LOG.setLevel(null);
    done(store.close());
  }

  @Test
  void aSourceThatDoesNotFitIsToldAndStopsNoOther() throws Exception {
    var misfit = source("dated", new Origin.Files(typed("dated.parquet", "DATE")));
    var sound = source("sound", new Origin.Files(typed("sound.parquet", "BIGINT")));

    prepare(misfit, sound);

    assertThat(told.list).singleElement().asString().contains("\"v\"", "DATE", "INT64", "WARN");
    assertRefused(append(misfit), FailureKind.INVALID, "\"v\"", "DATE", "Rename");
    done(append(sound));
    assertThat(count(directory.resolve("sound.parquet"))).isEqualTo(1);
    assertThat(count(directory.resolve("dated.parquet"))).isZero();
    done(store.check());
  }

  @Test
  void textsForNumbersAreLookedAtOneByOne() throws Exception {
    Path file = typed("v.parquet", "BIGINT");
    var source =
        new BatchSource(
            "labels",
            new Origin.Files(file),
            "ts",
            Optional.empty(),
            Map.of(),
            List.of(new Field("v", ValueType.STRING)));

    prepare(source);
    done(append(source, texts(ValueType.STRING, "1001")));
    var refused = append(source, texts(ValueType.STRING, "driver"));

    assertRefused(refused, FailureKind.ROW_REFUSED, "\"v\"", "driver");
    assertThat(told.list).isEmpty();
    assertThat(count(file)).isEqualTo(1);
  }

  @Test
  void aMissingDirectoryIsToldAndNotMade() throws Exception {
    var file = directory.resolve("elsewhere/v.parquet");
    var source = source("lost", new Origin.Files(file));

    prepare(source);

    assertRefused(append(source), FailureKind.SCHEMA_MISSING, "lost", "no such directory");
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aFileThatIsMissingIsMade() throws Exception {
    var source = source("new", new Origin.Files(directory.resolve("new.parquet")));

    prepare(source);

    assertThat(directory.resolve("new.parquet")).exists();
    assertThat(told.list).isEmpty();
  }

  @Test
  void whatIsInNoFileIsTold() throws Exception {
    var table = source("table", new Origin.Table(Optional.empty(), "t"));
    var query = source("query", new Origin.Query("SELECT 1"));
    var elsewhere = source("big", new Origin.Elsewhere("BigQuerySource"));

    prepare(table, query, elsewhere);

    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactlyInAnyOrder(
            message -> assertThat(message).contains("table", "names no path"),
            message -> assertThat(message).contains("query", "defined by a query"),
            message -> assertThat(message).contains("big", "BigQuerySource"));
    assertRefused(append(table), FailureKind.INVALID, "names no path");
    assertRefused(append(query), FailureKind.INVALID, "defined by a query");
    assertRefused(append(elsewhere), FailureKind.INVALID, "BigQuerySource");
  }

  @Test
  void anUnreadableFileStopsNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("broken.parquet"), "not at all, but long");
    var source = source("broken", new Origin.Files(file));

    prepare(source);

    assertThat(told.list).singleElement().asString().contains("broken").doesNotContain("SELECT");
    assertRefused(append(source), FailureKind.UNAVAILABLE, "broken");
    assertThat(file).hasContent("not at all, but long");
  }

  @Test
  void aSourceIsAcceptedOnceItFits() throws Exception {
    Path file = typed("v.parquet", "DATE");
    var source = source("v", new Origin.Files(file));
    prepare(source);

    typed("v.parquet", "BIGINT");
    assertRefused(append(source), FailureKind.INVALID, "DATE");
    now = now.plus(Duration.ofSeconds(5));
    done(append(source));
    done(append(source));

    assertThat(count(file)).isEqualTo(2);
    assertThat(told.list.getLast()).asString().contains("INFO", "\"v\" fits now");
  }

  @Test
  void aSourceThatStillDoesNotFitIsNotLookedAtForEveryPush() throws Exception {
    var source = source("v", new Origin.Files(typed("v.parquet", "DATE")));
    prepare(source);

    now = now.plus(Duration.ofSeconds(5));
    assertRefused(append(source), FailureKind.INVALID, "DATE");
    typed("v.parquet", "BIGINT");
    now = now.plus(Duration.ofSeconds(4));
    assertRefused(append(source), FailureKind.INVALID, "DATE");

    assertThat(told.list).hasSize(1);
  }

  @Test
  void otherDefinitionsAreToldOfAgain() throws Exception {
    var source = source("v", new Origin.Files(typed("v.parquet", "DATE")));

    prepare(source);
    prepare(source);

    assertThat(told.list).hasSize(2);
  }

  @Test
  void rowsDoNotWaitUntilEverySourceWasLookedAt() throws Exception {
    var sources =
        IntStream.range(0, 50)
            .mapToObj(
                number -> source("s" + number, new Origin.Files(directory.resolve("s" + number))))
            .toArray(BatchSource[]::new);
    done(store.prepare(definitions(sources)));
    var looked = store.looked();

    done(append(sources[49]));

    assertThat(looked.isComplete()).isFalse();
    done(looked);
    assertThat(directory.resolve("s48")).exists();
  }

  @Test
  void whatDoesNotFitIsToldWithoutPreparing() throws Exception {
    var misfit = source("dated", new Origin.Files(typed("dated.parquet", "DATE")));
    var missing = source("missing", new Origin.Files(directory.resolve("missing.parquet")));

    var unfit = done(store.unfit(definitions(misfit, missing)));

    assertThat(unfit).singleElement().asString().contains("DATE");
    assertThat(directory.resolve("missing.parquet")).doesNotExist();
  }

  private void prepare(BatchSource... sources) throws Exception {
    done(store.verify(definitions(sources)));
    done(store.prepare(definitions(sources)));
    done(store.looked());
  }

  private static BatchSource source(String name, Origin origin) {
    return new BatchSource(
        name, origin, "ts", Optional.empty(), Map.of(), List.of(new Field("v", ValueType.INT64)));
  }

  private Future<Integer> append(BatchSource source) {
    return append(source, longs(7));
  }

  private Future<Integer> append(BatchSource source, ByteColumn values) {
    return store.append(
        new BatchId("push-" + batches++),
        new OfflineRows(source, new long[] {1}, new long[] {1}, List.of(values)));
  }

  private Path typed(String name, String type) throws Exception {
    Path file = directory.resolve(name);
    StoredFiles.run(
        "COPY (SELECT NULL::TIMESTAMPTZ AS ts, NULL::%s AS v LIMIT 0) TO %s (FORMAT parquet)"
            .formatted(type, Sql.text(file)));
    return file;
  }

  private static long count(Path file) throws Exception {
    return (Long)
        StoredFiles.query("SELECT count(*) FROM " + StoredFiles.rows(file)).getFirst().getFirst();
  }

  private static void assertRefused(Future<?> future, FailureKind kind, String... parts) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(kind);
              assertThat(refused).hasMessageContainingAll(parts);
            });
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
