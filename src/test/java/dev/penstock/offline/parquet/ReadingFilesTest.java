package dev.penstock.offline.parquet;

import static dev.penstock.offline.HistorySamples.view;
import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.encoding.ValueJson;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Histories in files that others have made.
class ReadingFilesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/parquet");
  private static final ValueJson JSON = new ValueJson(ValueJson.NonFinite.TEXT);
  private static final long NEW_YEAR = 1_767_225_600_000_000L;
  private static final String NEW_YEAR_TEXT = "TIMESTAMPTZ '2026-01-01 00:00:00Z'";
  private static final Field ID = field("id", ValueType.INT64);

  @TempDir Path directory;
  private ParquetOfflineStore store;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          INT32               | 7::TINYINT                                    | 7
          INT32               | -7::SMALLINT                                  | -7
          INT64               | 4294967295::UINTEGER                          | 4294967295
          INT64               | 9007199254740993::BIGINT                      | 9007199254740993
          INT64               | 7::UBIGINT                                    | 7
          INT64               | 5.0::DOUBLE                                   | 5
          INT64               | 'nan'::DOUBLE                                 | null
          INT64               | 12.00::DECIMAL(10,2)                          | 12
          INT64               | true                                          | 1
          FLOAT               | 0.1::DOUBLE                                   | 0.10000000149011612
          FLOAT               | 1e40::DOUBLE                                  | "Infinity"
          FLOAT               | -1e40::DOUBLE                                 | "-Infinity"
          FLOAT               | 'nan'::DOUBLE                                 | null
          FLOAT               | 3::BIGINT                                     | 3.0
          DOUBLE              | 0.5::FLOAT                                    | 0.5
          DOUBLE              | 7::INTEGER                                    | 7.0
          DOUBLE              | 1.25::DECIMAL(5,2)                            | 1.25
          DOUBLE              | 'nan'::DOUBLE                                 | null
          STRING              | 5::BIGINT                                     | "5"
          STRING              | 1::DOUBLE                                     | "1.0"
          STRING              | true                                          | "True"
          STRING              | encode('é')                                   | "é"
          STRING              | '6f0c23a4-39ab-4a40-a95f-1b5d6bb12b0f'::UUID  | "6f0c23a4-39ab-4a40-a95f-1b5d6bb12b0f"
          STRING              | 'b'::ENUM('a', 'b')                           | "b"
          UUID                | '6f0c23a4-39ab-4a40-a95f-1b5d6bb12b0f'::UUID  | "6f0c23a4-39ab-4a40-a95f-1b5d6bb12b0f"
          DECIMAL             | 1.10::DECIMAL(5,2)                            | "1.10"
          BOOL                | 1::DOUBLE                                     | true
          BOOL                | 0::TINYINT                                    | false
          BYTES               | '\\x00\\xFF'::BLOB                            | "AP8="
          BYTES               | 'é'                                           | "w6k="
          UNIX_TIMESTAMP      | TIMESTAMP_NS '1969-12-31 23:59:58.999999999'  | -2
          UNIX_TIMESTAMP      | TIMESTAMP_S '2026-01-01 00:00:00'             | 1767225600
          UNIX_TIMESTAMP      | TIMESTAMPTZ '2026-01-01 02:00:00.9+02'        | 1767225600
          UNIX_TIMESTAMP      | DATE '1970-01-02'                             | 86400
          UNIX_TIMESTAMP      | 5::DOUBLE                                     | 5
          UNIX_TIMESTAMP      | '2026-01-01T01:00:00+01:00'                   | 1767225600
          JSON                | '{"a" :1}'                                    | "{\\"a\\" :1}"
          JSON                | {'a': 1, 'b': [2, NULL]}                      | "{\\"a\\": 1, \\"b\\": [2, null]}"
          MAP                 | MAP {'k': 5}                                  | {"k":5}
          MAP                 | '{"a": {"b": null}}'                          | {"a":{"b":null}}
          STRUCT              | {'a': 1.5::DOUBLE, 'b': 'x'}                  | {"a":1.5,"b":"x"}
          MAP_LIST            | [{'a': 1}, {'a': 2}]                          | [{"a":1},{"a":2}]
          VALUE_LIST          | [[1, 2], [3]]                                 | [[1,2],[3]]
          INT64_LIST          | [1.0, 2.0]::DOUBLE[]                          | [1,2]
          INT64_LIST          | [1, NULL]::INTEGER[]                          | [1,0]
          FLOAT_LIST          | [0.5::DOUBLE, 'nan'::DOUBLE]                  | [0.5,"NaN"]
          DOUBLE_LIST         | ['-inf'::DOUBLE, 0.1::DOUBLE]                 | ["-Infinity",0.1]
          STRING_LIST         | ['a', NULL, 'é"']                             | ["a","","é\\""]
          STRING_SET          | ['a', 'b', 'a']                               | ["a","b"]
          BYTES_LIST          | ['\\x00'::BLOB]                               | ["AA=="]
          UNIX_TIMESTAMP_LIST | [TIMESTAMP '2026-01-01 00:00:00']             | [1767225600]
          DECIMAL_LIST        | [1.10::DECIMAL(5,2)]                          | ["1.10"]
          """)
  void valuesAreReadWhateverTheirTypeInTheFile(ValueType type, String sql, String expected)
      throws Exception {
    var view = typed(type, sql);

    var newest = scan(view).getFirst();
    var joined = joined(view, "v");

    assertThat(newest.reasons()).isEmpty();
    assertThat(json(newest.rows().features().getFirst(), 0)).isEqualTo(expected);
    assertThat(json(joined, 0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          INT32          | 3000000000::BIGINT
          INT64          | 18446744073709551615::UBIGINT
          INT64          | 5.5::DOUBLE
          INT64          | 'inf'::DOUBLE
          INT64          | 'x'
          BOOL           | 0.5::DOUBLE
          STRING         | '\\xFF'::BLOB
          UNIX_TIMESTAMP | 5.5::DOUBLE
          UNIX_TIMESTAMP | 'yesterday'
          JSON           | 'no json'
          MAP            | '[1]'
          INT64_LIST     | [1.5]::DOUBLE[]
          INT32_LIST     | [1, 3000000000]
          """)
  void aRowWithAnotherValueIsRejectedWithItsColumn(ValueType type, String sql) throws Exception {
    var view = typed(type, sql);

    var newest = scan(view).getFirst();

    assertThat(newest.rows().rows()).isZero();
    assertThat(newest.rejected()).isEqualTo(1);
    assertThat(newest.reasons().getFirst()).contains("\"v\"", type.name());
    assertThatThrownBy(() -> joined(view, "v"))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.UNREPRESENTABLE);
              assertThat(refused).hasMessageContainingAll("\"v\"", type.name());
            });
  }

  @Test
  void goodRowsAreKeptBesideRejectedOnes() throws Exception {
    var view = file("SELECT i AS id, " + NEW_YEAR_TEXT + " AS ts, i / 2 AS v FROM range(100) t(i)");

    var chunks = scan(view);

    assertThat(chunks.stream().mapToInt(NewestScan.Chunk::rejected).sum()).isEqualTo(50);
    assertThat(values(chunks)).hasSize(50).contains("0", "1", "49").doesNotContain("null");
  }

  @ParameterizedTest
  @CsvSource({"BOOLEAN, INT64_LIST", "VARCHAR, DOUBLE", "BIGINT, MAP", "'BIGINT[]', INT64"})
  void aColumnThatNeverFitsIsNamed(String stored, ValueType type) throws Exception {
    var view = typed(type, "CAST(NULL AS " + stored + ")");

    assertThatThrownBy(() -> scan(view))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused).hasMessageContainingAll("\"v\"", stored, type.name());
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TIMESTAMPTZ '2026-01-01 02:00:00+02'",
        "TIMESTAMP '2026-01-01 00:00:00'",
        "TIMESTAMP_S '2026-01-01 00:00:00'",
        "TIMESTAMP_MS '2026-01-01 00:00:00'",
        "TIMESTAMP_NS '2026-01-01 00:00:00.000000999'",
        "TIMESTAMPTZ_NS '2026-01-01 02:00:00.000000999+02'",
        "DATE '2026-01-01'",
        "'2026-01-01T01:00:00+01:00'"
      })
  void timesAreReadInAnyUnitAndZone(String time) throws Exception {
    var view = file("SELECT 1::BIGINT AS id, " + time + " AS ts, 5 AS v");

    assertThat(scan(view, NEW_YEAR, NEW_YEAR).getFirst().rows().eventTime(0)).isEqualTo(NEW_YEAR);
    assertThat(scan(view, NEW_YEAR + 1, NEW_YEAR + 9)).isEmpty();
    assertThat(scan(view, NEW_YEAR - 9, NEW_YEAR - 1)).isEmpty();
    assertThat(json(joined(view, "v"), 0)).isEqualTo("5");
  }

  @Test
  void rowsWithoutTimeOrKeyAreCounted() throws Exception {
    var view =
        file(
            """
            SELECT * FROM (VALUES
              (1::BIGINT, %1$s, 1), (NULL, %1$s, 2), (2, NULL, 3), (NULL, NULL, 4), (3, NULL, 5))
            AS t(id, ts, v)
            """
                .formatted(NEW_YEAR_TEXT));

    var chunks = scan(view);

    assertThat(values(chunks)).containsExactly("1");
    assertThat(chunks.getFirst().rejected()).isEqualTo(4);
    assertThat(chunks.getFirst().reasons())
        .anySatisfy(reason -> assertThat(reason).contains("3 rows", "no event time"))
        .anySatisfy(reason -> assertThat(reason).contains("1 rows", "INT64", "\"id\""));
  }

  @Test
  void rejectedRowsAreToldThoughThereAreNoOthers() throws Exception {
    var view = file("SELECT NULL::BIGINT AS id, " + NEW_YEAR_TEXT + " AS ts, 5 AS v");

    var only = scan(view);
    var rest = scan(view, 0, Long.MAX_VALUE, Optional.of(only.getFirst().position()));

    assertThat(only).hasSize(1);
    assertThat(only.getFirst().rejected()).isEqualTo(1);
    assertThat(rest).isEmpty();
  }

  @Test
  void keysThatMeanTheSameAreOneEntity() throws Exception {
    var source =
        source(
            directory.resolve("h.parquet"),
            field("id", ValueType.UNIX_TIMESTAMP),
            field("v", ValueType.INT64));
    write(
        "h.parquet",
        """
        SELECT TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (i) MILLISECONDS AS id,
          %s + INTERVAL (i) SECONDS AS ts, i AS v
        FROM range(1500) t(i)
        """
            .formatted(NEW_YEAR_TEXT));

    var chunks = scan(view(source, 1, Duration.ZERO));

    assertThat(values(chunks)).containsExactly("999", "1499");
  }

  @Test
  void aFileOfPandasIsRead() throws Exception {
    Path file = directory.resolve("pandas.parquet");
    Files.copy(SAMPLES.resolve("pandas.parquet"), file);
    var source =
        new BatchSource(
            "drivers",
            new BatchSource.Origin.Files(file),
            "event_timestamp",
            Optional.of("created"),
            Map.of(),
            List.of(
                field("driver_id", ValueType.INT64),
                // A double, because one is missing.
                field("trips", ValueType.INT64),
                field("name", ValueType.STRING),
                field("tags", ValueType.STRING_LIST)));

    var rows = scan(view(source, 1, Duration.ZERO)).getFirst().rows();

    assertThat(rows.eventTime(0)).isEqualTo(NEW_YEAR + 123_456);
    assertThat(rows.createdTime(0)).isEqualTo(NEW_YEAR);
    assertThat(rows.features().stream().map(feature -> json(feature, 0)))
        .containsExactly("3", "\"a\"", "[\"x\"]");
  }

  @Test
  void inADirectoryRowsOfOthersAreOlderThanPushedOnesAndOrderedByName() throws Exception {
    Path history = Files.createDirectories(directory.resolve("h"));
    var source = source(history, ID, field("v", ValueType.INT64));
    done(store.prepare(definitions(source)));
    String row = "SELECT %d::BIGINT AS id, " + NEW_YEAR_TEXT + " AS ts, %d::BIGINT AS v";
    write("h/b.parquet", row.formatted(1, 20) + " UNION ALL " + row.formatted(2, 21));
    write("h/a.parquet", row.formatted(1, 10) + " UNION ALL " + row.formatted(2, 11));
    var view = view(source, 1, Duration.ZERO);

    assertThat(values(scan(view))).containsExactly("20", "21");

    append(source, 1, 5);
    append(source, 1, 6);
    write("h/z.parquet", row.formatted(1, 30));
    assertThat(values(scan(view))).containsExactly("6", "21");
  }

  @Test
  void olderFilesMayLackColumns() throws Exception {
    var source = source(directory.resolve("h"), ID, field("v", ValueType.INT64));
    write("h/a.parquet", "SELECT 1::BIGINT AS id, " + NEW_YEAR_TEXT + " AS ts");
    write("h/b.parquet", "SELECT 2::BIGINT AS id, " + NEW_YEAR_TEXT + " AS ts, 5 AS v");

    assertThat(values(scan(view(source, 1, Duration.ZERO)))).containsExactly("null", "5");
  }

  @Test
  void partitionsAreColumns() throws Exception {
    var source =
        source(
            directory.resolve("h"),
            field("city", ValueType.STRING),
            field("v", ValueType.INT64),
            field("year", ValueType.INT64));
    var view = view(source, 1, Duration.ZERO);
    String row = "SELECT " + NEW_YEAR_TEXT + " AS ts, %d AS v";
    write("h/city=01/year=2025/a.parquet", row.formatted(5));
    write("h/city=zß/year=2026/b.parquet", row.formatted(6));

    var rows = scan(view).getFirst().rows();

    assertThat(values(scan(view))).containsExactly("5", "6");
    assertThat(json(rows.features().get(1), 1)).isEqualTo("2026");
    assertThat(rows.keys().copyOf(0)).endsWith('0', '1');
  }

  @ParameterizedTest
  @ValueSource(strings = {"query", "elsewhere", "table"})
  void whatIsInNoFilesCannotBeRead(String what) {
    BatchSource.Origin origin =
        switch (what) {
          case "query" -> new BatchSource.Origin.Query("SELECT 1");
          case "elsewhere" -> new BatchSource.Origin.Elsewhere("BigQuerySource");
          default -> new BatchSource.Origin.Table(Optional.empty(), "t");
        };
    var source =
        new BatchSource("h", origin, "ts", Optional.empty(), Map.of(), List.<Field>of(ID, ID));

    assertThatThrownBy(() -> scan(view(source, 1, Duration.ZERO)))
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.INVALID));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 400, Integer.MAX_VALUE})
  void aFileThatIsNoParquetFileIsNamed(int kept) throws Exception {
    var view = file("SELECT i AS id, " + NEW_YEAR_TEXT + " AS ts, i AS v FROM range(99) t(i)");
    damage("h.parquet", kept);

    assertUnreadable(() -> scan(view), "h.parquet");
    assertUnreadable(() -> joined(view, "v"), "h.parquet");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 400, Integer.MAX_VALUE})
  void oneOfManyFilesThatIsNoParquetFileIsNamed(int kept) throws Exception {
    for (var name : List.of("1", "2", "3")) {
      write(
          "d/" + name + ".parquet",
          "SELECT i AS id, " + NEW_YEAR_TEXT + " AS ts, i AS v FROM range(99) t(i)");
    }
    damage("d/2.parquet", kept);
    var source = source(directory.resolve("d"), ID, field("v", ValueType.INT64));

    assertUnreadable(() -> scan(view(source, 1, Duration.ZERO)), "d/2.parquet");
  }

  /// Keeps the beginning of a file; of a file that is shorter, its ends, but not what is between.
  private void damage(String name, int kept) throws Exception {
    Path file = directory.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    if (kept < bytes.length) {
      Files.write(file, Arrays.copyOf(bytes, kept));
    } else {
      Arrays.fill(bytes, 4, bytes.length - 8, (byte) 0xA5);
      Files.write(file, bytes);
    }
  }

  private void assertUnreadable(ThrowingCallable reading, String file) {
    assertThatThrownBy(reading)
        .cause()
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.SCHEMA_MISSING);
              assertThat(refused)
                  .message()
                  .startsWith(
                      "batch source \"h\": %s cannot be read as a Parquet file: "
                          .formatted(directory.resolve(file)))
                  .doesNotContain("scan-", "SELECT", "LINE");
            });
  }

  @Test
  void aFileWhoseRowsAreDamagedIsNamed() throws Exception {
    var view = file("SELECT i AS id, " + NEW_YEAR_TEXT + " AS ts, i AS v FROM range(9999) t(i)");
    Path file = directory.resolve("h.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4, 400, (byte) 0xA5);
    Files.write(file, bytes);

    assertUnreadable(() -> scan(view), "h.parquet");
    assertUnreadable(() -> joined(view, "v"), "h.parquet");
  }

  @Test
  void nothingIsLeftOfScans() throws Exception {
    var view = file("SELECT 1::BIGINT AS id, " + NEW_YEAR_TEXT + " AS ts, 5 AS v");
    var unread = done(store.history().newest(request(view, 0, Long.MAX_VALUE)));
    var _ = scan(view);
    done(unread.close());

    try (var files = Files.list(directory.resolve("spilled"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void whatAKilledProcessHasLeftIsRemoved() throws Exception {
    Path left = directory.resolve("spilled/scan-1234.parquet");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "");
    done(store.close());

    open();

    assertThat(left).doesNotExist();
  }

  @Test
  void aFileThatIsReplacedIsReadAsItWas() throws Exception {
    var view = file("SELECT i AS id, " + NEW_YEAR_TEXT + " AS ts, i AS v FROM range(5000) t(i)");
    var scan = done(store.history().newest(request(view, 0, Long.MAX_VALUE)));
    write("other.parquet", "SELECT 1::BIGINT AS id, " + NEW_YEAR_TEXT + " AS ts, -1 AS v");

    Files.move(
        directory.resolve("other.parquet"),
        directory.resolve("h.parquet"),
        StandardCopyOption.REPLACE_EXISTING);

    var chunks = new ArrayList<NewestScan.Chunk>();
    for (var next = done(scan.next()); next.isPresent(); next = done(scan.next())) {
      chunks.add(next.get());
    }
    done(scan.close());
    assertThat(values(chunks)).hasSize(5_000).doesNotContain("-1");
    assertThat(values(scan(view))).containsExactly("-1");
  }

  /// A file with one row, of the entity 1, and a column `v`.
  private FeatureView typed(ValueType type, String sql) throws Exception {
    var source = source(directory.resolve("h.parquet"), ID, field("v", type));
    write("h.parquet", "SELECT 1::BIGINT AS id, " + NEW_YEAR_TEXT + " AS ts, " + sql + " AS v");
    return view(source, 1, Duration.ZERO);
  }

  /// A file with a column `v` of INT64.
  private FeatureView file(String query) throws Exception {
    write("h.parquet", query);
    return view(
        source(directory.resolve("h.parquet"), ID, field("v", ValueType.INT64)), 1, Duration.ZERO);
  }

  private static BatchSource source(Path path, Field... columns) {
    return new BatchSource(
        "h",
        new BatchSource.Origin.Files(path),
        "ts",
        Optional.empty(),
        Map.of(),
        List.of(columns));
  }

  private void write(String file, String query) throws Exception {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    StoredFiles.run(
        "SET TimeZone = 'UTC'; COPY (" + query + ") TO " + Sql.text(path) + " (FORMAT parquet)");
  }

  private void append(BatchSource source, long id, long value) throws Exception {
    var _ =
        done(
            store.append(
                new BatchId("push-" + value),
                new OfflineRows(
                    source,
                    new long[] {NEW_YEAR},
                    new long[] {OnlineRows.NO_CREATED_TIME},
                    List.of(longs(id), longs(value)))));
  }

  private List<NewestScan.Chunk> scan(FeatureView view) throws Exception {
    return scan(view, 0, Long.MAX_VALUE);
  }

  private List<NewestScan.Chunk> scan(FeatureView view, long from, long to) throws Exception {
    return scan(view, from, to, Optional.empty());
  }

  private List<NewestScan.Chunk> scan(FeatureView view, long from, long to, Optional<String> after)
      throws Exception {
    var scan =
        done(store.history().newest(new NewestRequest(view, from, to, after, 1_000, 1 << 20)));
    var chunks = new ArrayList<NewestScan.Chunk>();
    try {
      for (var next = done(scan.next()); next.isPresent(); next = done(scan.next())) {
        chunks.add(next.get());
      }
    } finally {
      done(scan.close());
    }
    return chunks;
  }

  private ByteColumn joined(FeatureView view, String feature) throws Exception {
    var join = new PointInTimeRequest.Join(view, List.of(feature), List.of(longs(1)));
    var scan =
        done(
            store
                .history()
                .pointInTime(new PointInTimeRequest(new long[] {NEW_YEAR + 9}, List.of(join), 10)));
    try {
      return done(scan.next()).orElseThrow().views().getFirst().features().getFirst();
    } finally {
      done(scan.close());
    }
  }

  private static NewestRequest request(FeatureView view, long from, long to) {
    return new NewestRequest(view, from, to, Optional.empty(), 1_000, 1 << 20);
  }

  /// The first feature of all rows.
  private static List<String> values(List<NewestScan.Chunk> chunks) {
    var values = new ArrayList<String>();
    for (var chunk : chunks) {
      for (int row = 0; row < chunk.rows().rows(); row++) {
        values.add(json(chunk.rows().features().getFirst(), row));
      }
    }
    return values;
  }

  private static String json(ByteColumn column, int row) {
    var json = new JsonWriter();
    JSON.write(json, column.bytes(), column.start(row), column.length(row));
    return json.toString();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
