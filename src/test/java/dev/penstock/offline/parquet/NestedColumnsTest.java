package dev.penstock.offline.parquet;

import static dev.penstock.offline.OfflineStoreSamples.doubles;
import static dev.penstock.offline.OfflineStoreSamples.floats;
import static dev.penstock.offline.OfflineStoreSamples.integers;
import static dev.penstock.offline.OfflineStoreSamples.list;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.encoding.InferredValues;
import dev.penstock.encoding.JsonValues;
import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureValue;
import dev.penstock.model.FeatureValue.Many;
import dev.penstock.model.FeatureValue.Named;
import dev.penstock.model.Field;
import dev.penstock.model.OfflineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.OfflineStoreSamples;
import dev.penstock.offline.duckdb.Sql;
import dev.penstock.work.BatchListener;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that go into columns of another form: maps into structs, numbers into texts.
class NestedColumnsTest {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRUCT(a VARCHAR, b BIGINT) | {\"b\":5,\"a\":\"x\"} | {'a': x, 'b': 5}",
        "STRUCT(a VARCHAR, b BIGINT) | {\"a\":\"x\"} | {'a': x, 'b': NULL}",
        "STRUCT(a VARCHAR, b BIGINT) | {} | {'a': NULL, 'b': NULL}",
        "STRUCT(\"a, \"\"b\" VARCHAR) | {\"a, \\\"b\":\"x\"} | {'a, \"b': x}",
        "STRUCT(a VARCHAR) | {\"a\":{\"k\":[1,null]}} | {'a': '{\"k\":[1,null]}'}",
        "STRUCT(a VARCHAR) | {\"a\":4.5} | {'a': 4.5}",
        "STRUCT(n STRUCT(x DOUBLE, y INTEGER[])) | {\"n\":{\"x\":1.5,\"y\":[1,null,3]}} |"
            + " {'n': {'x': 1.5, 'y': [1, NULL, 3]}}",
        "STRUCT(n STRUCT(x DOUBLE), m BIGINT) | {\"n\":null,\"m\":2} | {'n': NULL, 'm': 2}",
        "STRUCT(m MAP(VARCHAR, STRUCT(q TINYINT))) | {\"m\":{\"k\":{\"q\":127}}} |"
            + " {'m': {k={'q': 127}}}",
        "MAP(VARCHAR, VARCHAR) | {\"a\":\"x\",\"b\":2,\"c\":null} | {a=x, b=2, c=NULL}",
        "MAP(BIGINT, FLOAT) | {\"7\":0.1} | {7=0.1}",
        "MAP(VARCHAR, VARCHAR) | {} | {}",
        "STRUCT(d DECIMAL(5,2), f FLOAT, u UBIGINT, o BOOLEAN) |"
            + " {\"d\":\"12.50\",\"f\":\"0.1\",\"u\":9223372036854775807,\"o\":true} |"
            + " {'d': 12.50, 'f': 0.1, 'u': 9223372036854775807, 'o': true}",
        "STRUCT(t TIMESTAMP, n TIMESTAMP_NS, d DATE) |"
            + " {\"t\":\"2026-01-01T02:00:00.5+02:00\",\"n\":\"2026-01-01T00:00:00.123456789\","
            + "\"d\":\"2026-01-01\"} |"
            + " {'t': '2026-01-01 00:00:00.5', 'n': '2026-01-01 00:00:00.123456789', 'd': 2026-01-01}",
        "VARCHAR | {\"a\":{\"b\":1}} | {\"a\":{\"b\":1}}",
      })
  void aMapTakesTheFormOfItsColumn(String type, String json, String expected) throws Exception {
    Path file = typed(type);

    done(append(file, ValueType.MAP, map(ValueType.MAP, json)));
    done(append(file, ValueType.STRUCT, map(ValueType.STRUCT, json)));
    done(append(file, ValueType.JSON, texts(ValueType.JSON, json)));

    assertThat(values(file)).containsOnly(expected).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRUCT(a VARCHAR) | {\"a\":\"x\",\"z\":1} | \"z\" | 1",
        "STRUCT(a VARCHAR) | {\"A\":\"x\"} | \"A\" | x",
        "STRUCT(n STRUCT(x BIGINT)) | {\"n\":{\"x\":\"five\"}} | \"n.x\" | five",
        "STRUCT(n STRUCT(x BIGINT)) | {\"n\":[7]} | \"n\" | [7]",
        "STRUCT(n BIGINT[]) | {\"n\":[1,2.5]} | \"n[1]\" | 2.5",
        "STRUCT(n TINYINT) | {\"n\":128} | \"n\" | 128",
        "STRUCT(n BIGINT) | {\"n\":\"007\"} | \"n\" | 007",
        "STRUCT(n DOUBLE) | {\"n\":9007199254740993} | \"n\" | 9007199254740993",
        "STRUCT(n FLOAT) | {\"n\":1e39} | \"n\" | 1e+39",
        "STRUCT(n TIMESTAMP) | {\"n\":\"2026-01-01T00:00:00.1234567\"} | \"n\" | 2026-01-01",
        "MAP(VARCHAR, BIGINT) | {\"k\":\"x\"} | \"k\" | x",
        "MAP(BIGINT, BIGINT) | {\"k\":1} | \"k\" | k",
      })
  void whatAColumnDoesNotHoldIsRefusedByName(String type, String json, String path, String value)
      throws Exception {
    Path file = typed(type);

    var refused = append(file, ValueType.MAP, map(ValueType.MAP, json));
    var missing = append(file, ValueType.MAP, OfflineStoreSamples.nothing());

    assertRefused(refused, FailureKind.ROW_REFUSED, "column \"v\"", path, value);
    done(missing);
    assertThat(values(file)).containsExactly("NULL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRUCT(a VARCHAR)[] | [{\"a\":\"x\"},{}] | [{'a': x}, {'a': NULL}]",
        "MAP(VARCHAR, BIGINT)[] | [{\"a\":1},{\"b\":2}] | [{a=1}, {b=2}]",
        "VARCHAR[] | [{\"a\":1}] | ['{\"a\":1}']",
        "VARCHAR | [{\"a\":1}] | [{\"a\":1}]",
      })
  void listsOfMapsTakeTheFormOfTheirColumn(String type, String json, String expected)
      throws Exception {
    Path file = typed(type);

    done(append(file, ValueType.MAP_LIST, maps(ValueType.MAP_LIST, json)));
    done(append(file, ValueType.STRUCT_LIST, maps(ValueType.STRUCT_LIST, json)));

    assertThat(values(file)).containsOnly(expected).hasSize(2);
  }

  @Test
  void listsOfListsGoIntoTypedLists() throws Exception {
    Path file = typed("BIGINT[][]");

    done(append(file, ValueType.VALUE_LIST, values("[[1,2],[3]]")));

    assertThat(values(file)).containsExactly("[[1, 2], [3]]");
  }

  @ParameterizedTest
  @CsvSource({
    "BIGINT, 1001, 1001",
    "BIGINT, -5, -5",
    "UINTEGER, 7, 7",
    "DOUBLE, 1001, 1001.0",
    "DOUBLE, 0.1, 0.1",
    "FLOAT, 0.1, 0.1",
    "'DECIMAL(9,2)', 12.5, 12.50",
    "BOOLEAN, true, true",
  })
  void aTextThatIsANumberGoesIntoItsColumn(String type, String text, String expected)
      throws Exception {
    Path file = typed(type);

    done(append(file, ValueType.STRING, texts(ValueType.STRING, text)));

    assertThat(values(file)).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "BIGINT, x",
    "BIGINT, ''",
    "BIGINT, 007",
    "BIGINT, 1.0",
    "BIGINT, 1e3",
    "BIGINT, ' 1'",
    "TINYINT, 128",
    "DOUBLE, 9007199254740993",
    "DOUBLE, nan",
    "'DECIMAL(9,2)', 12.505",
    "BOOLEAN, yes",
  })
  void anyOtherTextIsRefusedAlone(String type, String text) throws Exception {
    Path file = typed(type);

    var refused = append(file, ValueType.STRING, texts(ValueType.STRING, text));
    var sound = append(file, ValueType.STRING, OfflineStoreSamples.nothing());

    assertRefused(refused, FailureKind.ROW_REFUSED, "column \"v\"", type, text);
    done(sound);
    assertThat(values(file)).containsExactly("NULL");
  }

  @Test
  void numbersGoIntoColumnsOfText() throws Exception {
    Path file = typed("VARCHAR");

    done(append(file, ValueType.INT64, longs(1001)));
    done(append(file, ValueType.DOUBLE, doubles(0.5)));
    done(append(file, ValueType.FLOAT, floats(2)));
    done(append(file, ValueType.BOOL, integers(ValueType.BOOL, 1)));

    assertThat(values(file)).containsExactly("1001", "0.5", "2.0", "true");
  }

  @Test
  void listsOfNumbersGoIntoListsOfText() throws Exception {
    Path texts = typed("VARCHAR[]");

    done(append(texts, ValueType.INT64_LIST, list(ValueType.INT64_LIST, 1, 2)));

    assertThat(values(texts)).containsExactly("[1, 2]");
  }

  @Test
  void wholeNumbersGoIntoColumnsOfIntegers() throws Exception {
    Path file = typed("BIGINT");

    done(append(file, ValueType.DOUBLE, doubles(12)));
    var refused = append(file, ValueType.DOUBLE, doubles(12.5));

    assertRefused(refused, FailureKind.ROW_REFUSED, "column \"v\"", "12.5");
    assertThat(values(file)).containsExactly("12");
  }

  @Test
  void otherStructsStayAsTheyAre() throws Exception {
    Path file = directory.resolve("old.parquet");
    StoredFiles.run(
        """
        COPY (SELECT TIMESTAMPTZ '1970-01-01' AS ts, {'a': 'x', 'b': [{'c': 1}]} AS v,
          MAP {'k': {'d': 2.5}} AS m)
        TO %s (FORMAT parquet)
        """
            .formatted(Sql.text(file)));

    done(append(file, ValueType.MAP, map(ValueType.MAP, "{\"b\":[{\"c\":2},{}]}")));

    assertThat(StoredFiles.query("SELECT v::VARCHAR, m::VARCHAR FROM " + StoredFiles.rows(file)))
        .map(List::toString)
        .containsExactly(
            "[{'a': x, 'b': [{'c': 1}]}, {k={'d': 2.5}}]",
            "[{'a': NULL, 'b': [{'c': 2}, {'c': NULL}]}, null]");
  }

  private static ByteColumn map(ValueType type, String json) {
    var out = new ByteColumn.Builder(1, 16);
    InferredValues.writeMap(out, type, (Named) read(json));
    out.endRow();
    return out.build();
  }

  private static ByteColumn maps(ValueType type, String json) {
    var out = new ByteColumn.Builder(1, 16);
    InferredValues.writeMaps(
        out, type, ((Many) read(json)).values().stream().map(Named.class::cast).toList());
    out.endRow();
    return out.build();
  }

  private static ByteColumn values(String json) {
    var out = new ByteColumn.Builder(1, 16);
    InferredValues.writeValues(out, ValueType.VALUE_LIST, ((Many) read(json)).values());
    out.endRow();
    return out.build();
  }

  private static FeatureValue read(String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    return JsonValues.read(utf8, 0, utf8.length, 16);
  }

  private Future<Integer> append(Path file, ValueType type, ByteColumn values) {
    var source =
        new BatchSource(
            "typed",
            new Origin.Files(file),
            "ts",
            Optional.empty(),
            Map.of(),
            List.of(new Field("v", type)));
    return store.append(
        new BatchId("nested-" + batches++),
        new OfflineRows(source, new long[] {1}, new long[] {1}, List.of(values)));
  }

  /// A file without rows, with a column `v` of a type.
  private Path typed(String type) throws Exception {
    Path file = directory.resolve("typed.parquet");
    StoredFiles.run(
        "COPY (SELECT NULL::TIMESTAMPTZ AS ts, NULL::%s AS v LIMIT 0) TO %s (FORMAT parquet)"
            .formatted(type, Sql.text(file)));
    return file;
  }

  private static List<String> values(Path file) throws Exception {
    return StoredFiles.query("SELECT coalesce(v::VARCHAR, 'NULL') FROM " + StoredFiles.rows(file))
        .stream()
        .map(row -> (String) row.getFirst())
        .toList();
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
