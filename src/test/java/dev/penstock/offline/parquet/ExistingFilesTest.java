package dev.penstock.offline.parquet;

import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.integers;
import static dev.penstock.offline.OfflineStoreSamples.list;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.encoding.InferredValues;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.FeatureValue.Text;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that others have made. `pandas.parquet` is of pandas with nanoseconds; `arrow.parquet` of
/// pyarrow 26 with what DuckDB does not write by itself: zoned milliseconds, a zone's name,
/// dictionaries, a column without nulls, list elements called `item`; `template.parquet` is the
/// beginning of the file that `feast init` makes.
class ExistingFilesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/parquet");
  private static final long NEW_YEAR = 1_767_225_600_000_000L;

  @TempDir Path directory;
  private ParquetOfflineStore store;
  private int batches;

  @BeforeEach
  void open() {
    store =
        ParquetOfflineStore.open(
            directory.resolve("spilled"), ParquetContract.CONFIG, BatchListener.NONE);
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
  }

  @Test
  void aFileOfPandasKeepsItsColumns() throws Exception {
    Path file = sample("pandas.parquet");
    var before = shape(file);

    appendDriver(file, 3);

    assertThat(shape(file)).isEqualTo(before);
    assertThat(keys(file)).contains("pandas", "ARROW:schema", "penstock.batches");
    assertThat(
            StoredFiles.query(
                "SELECT epoch_ns(event_timestamp), driver_id, trips, name, tags, epoch_ns(created)"
                    + " FROM "
                    + StoredFiles.rows(file)
                    + " ORDER BY driver_id"))
        .contains(
            List.of(NEW_YEAR * 1_000 + 123_456_789, 1L, 3.0, "a", List.of("x"), NEW_YEAR * 1_000))
        .contains(List.of(4_000L, 3L, 7.0, "ü", List.of("p", "q"), 5_000L));
  }

  @Test
  void aFileOfArrowKeepsWhatItsColumnsMean() throws Exception {
    Path file = sample("arrow.parquet");
    var before = shape(file);

    appendStop(file);

    assertThat(shape(file)).isEqualTo(before);
    assertThat(keys(file)).contains("ARROW:schema");
    assertThat(
            StoredFiles.query(
                "SELECT event_timestamp, epoch_us(created), driver_id, name, tags, price::VARCHAR"
                    + " FROM "
                    + StoredFiles.rows(file)
                    + " WHERE driver_id = 3"))
        .containsExactly(List.of(4_000L, 5_000L, 3, "ü", List.of("p", "q"), "12.50"));
    assertThat(
            StoredFiles.query(
                "SELECT event_timestamp, note, epoch_us(seen) FROM "
                    + StoredFiles.rows(file)
                    + " WHERE driver_id = 1"))
        .containsExactly(List.of(1_000L, "n", 1_000L));
  }

  @Test
  void aFileOfFeastsTemplateTakesItsMapsAndStructs() throws Exception {
    Path file = sample("template.parquet");
    var before = shape(file);
    var old = StoredFiles.query("SELECT t::VARCHAR FROM " + StoredFiles.rows(file) + " t");
    var source =
        new BatchSource(
            "drivers",
            new Origin.Files(file),
            "event_timestamp",
            Optional.of("created"),
            Map.of(),
            List.of(
                field("driver_id", ValueType.INT64),
                field("driver_metadata", ValueType.MAP),
                field("driver_config", ValueType.JSON),
                field("driver_profile", ValueType.STRUCT)));

    done(
        store.append(
            new BatchId("template"),
            new OfflineRows(
                source,
                new long[] {4},
                new long[] {5},
                List.of(
                    longs(7),
                    map(ValueType.MAP, "rating", "4.5"),
                    texts(ValueType.JSON, "[1]"),
                    map(ValueType.STRUCT, "age", "ü")))));

    assertThat(shape(file)).isEqualTo(before);
    assertThat(keys(file)).contains("pandas");
    var all = StoredFiles.query("SELECT t::VARCHAR FROM " + StoredFiles.rows(file) + " t");
    assertThat(all).hasSize(4).containsAll(old);
    assertThat(
            StoredFiles.query(
                "SELECT epoch_ns(event_timestamp), conv_rate, driver_metadata::VARCHAR,"
                    + " driver_config, driver_profile::VARCHAR FROM "
                    + StoredFiles.rows(file)
                    + " WHERE driver_id = 7"))
        .containsExactly(
            Arrays.asList(
                4_000L,
                null,
                "{'vehicle_type': NULL, 'rating': 4.5}",
                "[1]",
                "{'name': NULL, 'age': ü}"));
  }

  @Test
  void partsOfADirectoryLookLikeTheFilesThatAreThere() throws Exception {
    Path parts = Files.createDirectory(directory.resolve("trips"));
    Path first = Files.copy(SAMPLES.resolve("arrow.parquet"), parts.resolve("part-0.parquet"));
    var before = Files.readAllBytes(first);

    appendStop(parts);
    appendStop(parts);

    var added = parts(parts);
    assertThat(added).hasSize(2);
    assertThat(shape(added.getFirst())).isEqualTo(shape(first));
    assertThat(shape(added.getLast())).isEqualTo(shape(first));
    assertThat(first).hasBinaryContent(before);
    assertThat(StoredFiles.query("SELECT count(*) FROM " + StoredFiles.rows(parts)))
        .containsExactly(List.of(4L));
  }

  @ParameterizedTest
  @CsvSource({
    "TINYINT, 127, 127",
    "UBIGINT, 5, 5",
    "DOUBLE, 9007199254740992, 9007199254740992.0",
    "FLOAT, 16777216, 16777216.0",
    "'DECIMAL(5,2)', 12, 12.00",
  })
  void anIntegerTakesTheTypeOfItsColumn(String type, long value, String expected) throws Exception {
    Path file = typed(type);

    done(append(source(file, ValueType.INT64), longs(value)));

    assertThat(StoredFiles.query("SELECT v::VARCHAR, typeof(v) FROM " + StoredFiles.rows(file)))
        .containsExactly(List.of(expected, type));
  }

  @ParameterizedTest
  @CsvSource({
    "TINYINT, 128",
    "UINTEGER, -1",
    "DOUBLE, 9007199254740993",
    "FLOAT, 16777217",
    "'DECIMAL(3,2)', 12",
  })
  void whatWouldNotStayItselfIsRefusedAlone(String type, long value) throws Exception {
    Path file = typed(type);
    var source = source(file, ValueType.INT64);

    var refused = append(source, longs(value));
    var sound = append(source, longs(1));

    assertRefused(refused, FailureKind.ROW_REFUSED, "\"v\"");
    done(sound);
    assertThat(StoredFiles.query("SELECT count(*) FROM " + StoredFiles.rows(file)))
        .containsExactly(List.of(1L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ", "TIMESTAMPTZ_NS"})
  void secondsGoIntoColumnsOfTime(String type) throws Exception {
    Path file = typed(type);
    var before = shape(file);

    done(append(source(file, ValueType.UNIX_TIMESTAMP), integers(ValueType.UNIX_TIMESTAMP, -7)));

    assertThat(shape(file)).isEqualTo(before);
    assertThat(StoredFiles.query("SELECT epoch_ns(v) FROM " + StoredFiles.rows(file)))
        .containsExactly(List.of(-7_000_000_000L));
  }

  @Test
  void aTimeMoreExactThanItsColumnIsRefused() throws Exception {
    Path file = sample("arrow.parquet");
    var source = InFiles.at(file, stops());

    var refused =
        store.append(
            new BatchId("exact"),
            new OfflineRows(source, new long[] {1}, new long[] {1}, stopColumns()));

    assertRefused(refused, FailureKind.ROW_REFUSED, "event_timestamp", "milliseconds");
  }

  @Test
  void columnsThatDoNotFitAreNamedAtTheStart() throws Exception {
    Path file = typed("DATE");

    var verified = store.verify(definitions(source(file, ValueType.INT64)));

    assertRefused(verified, FailureKind.INVALID, "\"v\"", "DATE", file.toString(), "INT64");
  }

  @Test
  void aSourceWithoutAPathIsRefusedAtTheStart() {
    var verified =
        store.verify(
            definitions(new BatchSource("trips", "ts", Optional.empty(), Map.of(), List.of())));

    assertRefused(verified, FailureKind.INVALID, "trips", "names no path");
  }

  @Test
  void rowsForAQueryAreRefused() throws Exception {
    var source =
        new BatchSource(
            "trips", new Origin.Query("SELECT 1"), "ts", Optional.empty(), Map.of(), List.of());
    done(store.prepare(definitions(source)));

    var refused =
        store.append(
            new BatchId("x"), new OfflineRows(source, new long[] {1}, new long[] {1}, List.of()));

    assertRefused(refused, FailureKind.INVALID, "defined by a query");
  }

  @Test
  void aFileThatIsNoParquetIsToldAndKept() throws Exception {
    Path file = Files.writeString(directory.resolve("broken.parquet"), "not at all, but long");

    var refused = append(source(file, ValueType.INT64), longs(1));

    assertRefused(refused, FailureKind.UNAVAILABLE, "broken.parquet");
    assertThat(file).hasContent("not at all, but long");
  }

  @Test
  void aLinkStaysALink() throws Exception {
    Path file = typed("BIGINT");
    Path link = Files.createSymbolicLink(directory.resolve("link.parquet"), file);

    done(append(source(link, ValueType.INT64), longs(1)));

    assertThat(link).isSymbolicLink();
    assertThat(StoredFiles.query("SELECT v FROM " + StoredFiles.rows(file)))
        .containsExactly(List.of(1L));
  }

  @Test
  void readersSeeWholeFilesOnly() throws Exception {
    Path file = sample("pandas.parquet");
    var appends = new ArrayList<Future<Integer>>();

    for (int driver = 10; driver < 20; driver++) {
      appends.add(driver(file, driver));
      var seen = StoredFiles.query("SELECT count(*) FROM " + StoredFiles.rows(file));
      assertThat((Long) seen.getFirst().getFirst()).isBetween(2L, 12L);
    }
    done(Future.all(appends));

    assertThat(StoredFiles.query("SELECT count(*) FROM " + StoredFiles.rows(file)))
        .containsExactly(List.of(12L));
  }

  private void appendDriver(Path file, long driver) throws Exception {
    done(driver(file, driver));
  }

  private Future<Integer> driver(Path file, long driver) {
    var source =
        new BatchSource(
            "drivers",
            new Origin.Files(file),
            "event_timestamp",
            Optional.of("created"),
            Map.of(),
            List.of(
                field("driver_id", ValueType.INT64),
                field("trips", ValueType.INT64),
                field("name", ValueType.STRING),
                field("tags", ValueType.STRING_LIST)));
    return store.append(
        new BatchId("driver-" + driver),
        new OfflineRows(
            source,
            new long[] {4},
            new long[] {5},
            List.of(
                longs(driver),
                longs(7),
                texts(ValueType.STRING, "ü"),
                list(ValueType.STRING_LIST, "p", "q"))));
  }

  private void appendStop(Path path) throws Exception {
    var source = InFiles.at(path, stops());
    done(store.prepare(definitions(source)));
    done(
        store.append(
            new BatchId("stop-" + batches++),
            new OfflineRows(source, new long[] {4_000}, new long[] {5_000}, stopColumns())));
  }

  private static BatchSource stops() {
    return new BatchSource(
        "stops",
        "event_timestamp",
        Optional.of("created"),
        Map.of(),
        List.of(
            field("driver_id", ValueType.INT64),
            field("name", ValueType.STRING),
            field("tags", ValueType.STRING_LIST),
            field("price", ValueType.DECIMAL)));
  }

  private static List<ByteColumn> stopColumns() {
    return List.of(
        longs(3),
        texts(ValueType.STRING, "ü"),
        list(ValueType.STRING_LIST, "p", "q"),
        texts(ValueType.DECIMAL, "12.5"));
  }

  private static BatchSource source(Path file, ValueType type) {
    return new BatchSource(
        "typed",
        new Origin.Files(file),
        "ts",
        Optional.empty(),
        Map.of(),
        List.of(new Field("v", type)));
  }

  private Future<Integer> append(BatchSource source, ByteColumn values) {
    return store.append(
        new BatchId("typed-" + batches++),
        new OfflineRows(source, new long[] {1}, new long[] {1}, List.of(values)));
  }

  private static ByteColumn map(ValueType type, String name, String value) {
    var out = new ByteColumn.Builder(1, 16);
    InferredValues.writeMap(out, type, new Named(Map.of(name, new Text(value))));
    out.endRow();
    return out.build();
  }

  private Path sample(String name) throws Exception {
    return Files.copy(SAMPLES.resolve(name), directory.resolve(name));
  }

  /// A file without rows, with a column `v` of a type.
  private Path typed(String type) throws Exception {
    Path file = directory.resolve("typed.parquet");
    StoredFiles.run(
        "COPY (SELECT NULL::TIMESTAMPTZ AS ts, NULL::%s AS v LIMIT 0) TO %s (FORMAT parquet)"
            .formatted(type, Sql.text(file)));
    return file;
  }

  /// All that the footer says of the columns, but whether they take nulls, and the bytes of
  /// decimals.
  private static List<List<Object>> shape(Path file) throws Exception {
    return StoredFiles.query(
        """
        SELECT name, CASE WHEN precision > 0 THEN '' ELSE type END, num_children, converted_type, scale, precision, field_id,
          logical_type::VARCHAR
        FROM parquet_schema(%s) OFFSET 1
        """
            .formatted(Sql.text(file)));
  }

  private static List<Object> keys(Path file) throws Exception {
    return StoredFiles.query("SELECT key::VARCHAR FROM parquet_kv_metadata(" + Sql.text(file) + ")")
        .stream()
        .map(List::getFirst)
        .toList();
  }

  private static List<Path> parts(Path parts) throws Exception {
    try (var names = Files.list(parts)) {
      return names
          .filter(name -> name.getFileName().toString().startsWith("penstock-"))
          .sorted()
          .toList();
    }
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
