package dev.penstock.offline.postgres;

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
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Values of every type in columns of every type.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTypesTest {
  private static final String UUID = "0193b3a8-1111-7000-8000-00000000abcd";
  private static final ByteColumn MAP = octets(ValueType.MAP, 10, 7, 10, 1, 'a', 18, 2, 32, 5);

  private final Vertx vertx = Vertx.vertx();
  private final PostgresOfflineStore store =
      new PostgresOfflineStore(vertx, StoreConfigs.config(), BatchListener.NONE);
  private int tables;

  @BeforeAll
  void empty() throws Exception {
    POSTGRES_18.empty(StoreConfigs.SCHEMA);
    POSTGRES_18.execute(
        "CREATE TYPE history.mood AS ENUM ('sad', 'it''s \"ok\"')",
        "CREATE DOMAIN history.percent AS smallint NOT NULL CHECK (VALUE <= 100)",
        "CREATE DOMAIN history.part AS history.percent CHECK (VALUE >= 0)");
  }

  @AfterAll
  void close() throws Exception {
    store.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  static Stream<Arguments> kept() {
    return Stream.of(
        arguments("smallint", ValueType.INT64, longs(-32_768), "-32768"),
        arguments("integer", ValueType.INT64, longs(2_147_483_647), "2147483647"),
        arguments("integer", ValueType.INT32, integers(ValueType.INT32, -5), "-5"),
        arguments("bigint", ValueType.INT64, longs(Long.MIN_VALUE), "-9223372036854775808"),
        arguments("numeric", ValueType.INT64, longs(Long.MAX_VALUE), "9223372036854775807"),
        arguments("numeric(4,-2)", ValueType.INT64, longs(123_400), "123400"),
        arguments("double precision", ValueType.INT64, longs(1L << 60), "1.152921504606847e+18"),
        arguments("real", ValueType.INT64, longs(16_777_216), "1.6777216e+07"),
        arguments("text", ValueType.INT64, longs(0), "0"),
        arguments("history.part", ValueType.INT32, integers(ValueType.INT32, 100), "100"),
        arguments("boolean", ValueType.BOOL, integers(ValueType.BOOL, 1), "true"),
        arguments("text", ValueType.BOOL, integers(ValueType.BOOL, 0), "false"),
        arguments("real", ValueType.FLOAT, floats(Float.MIN_VALUE), "1e-45"),
        arguments("double precision", ValueType.FLOAT, floats(0.1f), "0.10000000149011612"),
        arguments("numeric(3,2)", ValueType.FLOAT, floats(0.1f), "0.10"),
        arguments("double precision", ValueType.DOUBLE, doubles(Double.MIN_VALUE), "5e-324"),
        arguments("double precision", ValueType.DOUBLE, doubles(-0.0), "-0"),
        arguments("numeric", ValueType.DOUBLE, doubles(19.99), "19.99"),
        arguments("numeric", ValueType.DOUBLE, doubles(Double.POSITIVE_INFINITY), "Infinity"),
        arguments("numeric(5,1)", ValueType.DOUBLE, doubles(Double.NaN), "NaN"),
        arguments("numeric(6,0)", ValueType.DOUBLE, doubles(1e5), "100000"),
        arguments("varchar(3)", ValueType.STRING, texts(ValueType.STRING, "水ü🍌"), "水ü🍌"),
        arguments("char(3)", ValueType.STRING, texts(ValueType.STRING, "a"), "a"),
        arguments(
            "history.mood",
            ValueType.STRING,
            texts(ValueType.STRING, "it's \"ok\""),
            "it's \"ok\""),
        arguments("inet", ValueType.STRING, texts(ValueType.STRING, "10.0.0.1"), "10.0.0.1/32"),
        arguments(
            "jsonb", ValueType.STRING, texts(ValueType.STRING, "[1,\"\\\\\"]"), "[1, \"\\\\\"]"),
        arguments(
            "jsonb",
            ValueType.JSON,
            texts(ValueType.JSON, "{\"b\":1,\"a\":2}"),
            "{\"a\": 2, \"b\": 1}"),
        arguments("text", ValueType.JSON, texts(ValueType.JSON, "{\"b\":1}"), "{\"b\":1}"),
        arguments("uuid", ValueType.UUID, texts(ValueType.UUID, UUID), UUID),
        arguments(
            "uuid", ValueType.STRING, texts(ValueType.STRING, UUID.toUpperCase(Locale.ROOT)), UUID),
        arguments("numeric(20,3)", ValueType.DECIMAL, texts(ValueType.DECIMAL, "1.1000"), "1.100"),
        arguments("numeric", ValueType.DECIMAL, texts(ValueType.DECIMAL, "-1E+3"), "-1000"),
        arguments("bytea", ValueType.BYTES, octets(ValueType.BYTES, 0, 92, 34, 255), "\\x005c22ff"),
        arguments("timestamptz", ValueType.UNIX_TIMESTAMP, seconds(0), "1970-01-01 00:00:00+00"),
        arguments("timestamp", ValueType.UNIX_TIMESTAMP, seconds(-1), "1969-12-31 23:59:59"),
        arguments("date", ValueType.UNIX_TIMESTAMP, seconds(951_782_400), "2000-02-29"),
        arguments("integer", ValueType.UNIX_TIMESTAMP, seconds(7), "7"),
        arguments(
            "timestamptz",
            ValueType.UNIX_TIMESTAMP,
            seconds(9_224_318_015L),
            "2262-04-22 22:33:35+00"),
        arguments(
            "timestamp",
            ValueType.UNIX_TIMESTAMP,
            seconds(9_223_372_036_854L),
            "294247-01-10 04:00:54"),
        arguments(
            "timestamp",
            ValueType.UNIX_TIMESTAMP,
            seconds(-65_443_824_000L),
            "0105-03-02 08:00:00 BC"),
        arguments("timestamptz", ValueType.ZONED_TIMESTAMP, zoned(), "1970-01-01 00:00:05+00"),
        arguments("text", ValueType.ZONED_TIMESTAMP, zoned(), "1970-01-01T00:00:05+00:00"),
        arguments("smallint[]", ValueType.INT64_LIST, list(ValueType.INT64_LIST, -1, 2), "{-1,2}"),
        arguments(
            "numeric(4,1)[]", ValueType.DOUBLE_LIST, doubleList(1.5, Double.NaN), "{1.5,NaN}"),
        arguments("real[]", ValueType.FLOAT_LIST, floatList(0.1f), "{0.1}"),
        arguments(
            "varchar(2)[]",
            ValueType.STRING_LIST,
            list(ValueType.STRING_LIST, "a\"", "\\"),
            "{\"a\\\"\",\"\\\\\"}"),
        arguments(
            "text[]",
            ValueType.STRING_SET,
            list(ValueType.STRING_SET, "NULL", "{", ""),
            "{\"NULL\",\"{\",\"\"}"),
        arguments(
            "bytea[]",
            ValueType.BYTES_LIST,
            list(ValueType.BYTES_LIST, "a", ""),
            "{\"\\\\x61\",\"\\\\x\"}"),
        arguments(
            "timestamptz[]",
            ValueType.UNIX_TIMESTAMP_LIST,
            list(ValueType.UNIX_TIMESTAMP_LIST, 1),
            "{\"1970-01-01 00:00:01+00\"}"),
        arguments("uuid[]", ValueType.UUID_LIST, list(ValueType.UUID_LIST, UUID), "{" + UUID + "}"),
        arguments("jsonb", ValueType.INT64_LIST, list(ValueType.INT64_LIST, 1, 2), "[1, 2]"),
        arguments("jsonb", ValueType.MAP, MAP, "{\"a\": 5}"),
        arguments("text", ValueType.MAP, MAP, "{\"a\":5}"));
  }

  @ParameterizedTest
  @MethodSource
  void kept(String sql, ValueType type, ByteColumn value, String expected) throws Exception {
    var typed = prepared(sql, type);

    store.append(id(), row(typed, 1, value)).await(10, TimeUnit.SECONDS);

    assertThat(POSTGRES_18.rows("SELECT v::text FROM history." + typed.name()))
        .containsExactly(List.of(expected));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("smallint", ValueType.INT64, longs(32_768), "is 32768"),
        arguments("integer", ValueType.INT64, longs(-2_147_483_649L), "is -2147483649"),
        arguments("numeric(4,2)", ValueType.INT64, longs(100), "is 100"),
        arguments(
            "double precision", ValueType.INT64, longs((1L << 53) + 1), "is 9007199254740993"),
        arguments(
            "double precision", ValueType.INT64, longs(Long.MAX_VALUE), "is 9223372036854775807"),
        arguments("real", ValueType.INT64, longs(16_777_217), "is 16777217"),
        arguments("numeric(4,2)", ValueType.DOUBLE, doubles(0.125), "is 0.125"),
        arguments(
            "numeric(4,2)", ValueType.DOUBLE, doubles(Double.POSITIVE_INFINITY), "is Infinity"),
        arguments("numeric(4,2)", ValueType.DECIMAL, texts(ValueType.DECIMAL, "123.4"), "is 123.4"),
        arguments("numeric", ValueType.DECIMAL, texts(ValueType.DECIMAL, "many"), "is no number"),
        arguments(
            "varchar(3)", ValueType.STRING, texts(ValueType.STRING, "abc "), "has 4 characters"),
        arguments("text", ValueType.STRING, texts(ValueType.STRING, "a\0b"), "has a NUL character"),
        arguments(
            "text[]",
            ValueType.STRING_LIST,
            list(ValueType.STRING_LIST, "\0"),
            "has a NUL character"),
        arguments(
            "history.mood",
            ValueType.STRING,
            texts(ValueType.STRING, "glad"),
            "invalid input value for enum"),
        arguments(
            "history.part",
            ValueType.INT32,
            integers(ValueType.INT32, 101),
            "violates check constraint"),
        arguments("history.part", ValueType.INT32, nothing(), "is null"),
        arguments("bigint NOT NULL", ValueType.INT64, nothing(), "is null"),
        arguments("bigint NOT NULL DEFAULT 7", ValueType.INT64, nothing(), "is null"),
        arguments(
            "uuid",
            ValueType.UUID,
            texts(ValueType.UUID, "Ab"),
            "invalid input syntax for type uuid"),
        arguments(
            "jsonb",
            ValueType.STRING,
            texts(ValueType.STRING, "{"),
            "invalid input syntax for type json"),
        arguments(
            "date", ValueType.UNIX_TIMESTAMP, seconds(1), "is a time more exact than the column"),
        arguments(
            "timestamp",
            ValueType.UNIX_TIMESTAMP,
            seconds(Long.MAX_VALUE),
            "is a time beyond the year 294246"),
        arguments(
            "timestamp",
            ValueType.UNIX_TIMESTAMP,
            seconds(-300_000_000_000L),
            "is a time before 4714-11-24 BC"),
        arguments(
            "smallint[]", ValueType.INT64_LIST, list(ValueType.INT64_LIST, 1, 70_000), "is 70000"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(String sql, ValueType type, ByteColumn value, String reason) throws Exception {
    var typed = prepared(sql, type);

    assertThatThrownBy(() -> store.append(id(), row(typed, 1, value)).await(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.ROW_REFUSED))
        .hasMessageContaining(reason);

    assertThat(POSTGRES_18.rows("SELECT v FROM history." + typed.name())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "STRING, bigint",
    "INT64, boolean",
    "DOUBLE, real",
    "DOUBLE, bigint",
    "DECIMAL, double precision",
    "BYTES, text",
    "STRING, bytea",
    "STRING, timestamp with time zone",
    "UNIX_TIMESTAMP, text",
    "INT64_LIST, bigint",
    "INT64, bigint[]",
    "BYTES_LIST, text[]",
    "MAP, bytea",
    "INT64, point",
  })
  void typesThatDoNotGoTogetherAreToldAtTheStart(ValueType type, String sql) {
    assertThatThrownBy(() -> prepared(sql, type))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContainingAll("\"v\"", type.name(), sql);
  }

  @Test
  void timesAreKeptToTheMicrosecondOrRefused() throws Exception {
    POSTGRES_18.execute("CREATE TABLE history.exact (ts timestamp, created timestamptz(3))");
    var exact = source("exact");
    store.prepare(definitions(exact)).await(10, TimeUnit.SECONDS);

    // The created time is one microsecond later.
    store.append(id(), row(exact, 1_499_999, new ByteColumn[0])).await(10, TimeUnit.SECONDS);

    assertThat(POSTGRES_18.rows("SELECT ts::text, created::text FROM history.exact"))
        .containsExactly(List.of("1970-01-01 00:00:01.499999", "1970-01-01 00:00:01.5+00"));
    assertThatThrownBy(() -> store.append(id(), row(exact, 1, new ByteColumn[0])).await())
        .hasMessageContainingAll("row 0", "\"created\"", "more exact");
  }

  @Test
  void anyTimeIsTheTimeThatPostgresMakesOfItsNumber() throws Exception {
    POSTGRES_18.execute("CREATE TABLE history.times (ts timestamptz, created timestamp, n bigint)");
    var times = source("times", field("n", ValueType.INT64));
    store.prepare(definitions(times)).await(10, TimeUnit.SECONDS);
    long[] micros = new Random(7).longs(2_000, -210_866_803_200_000_000L, Long.MAX_VALUE).toArray();

    store.append(id(), rows(times, micros, longs(micros))).await(10, TimeUnit.SECONDS);

    assertThat(
            POSTGRES_18.rows(
                """
                SELECT count(*) FROM history.times
                WHERE extract(epoch FROM ts) * 1000000 = n
                  AND extract(epoch FROM created) * 1000000 = n + 1
                """))
        .containsExactly(List.of(2_000L));
  }

  private static ByteColumn seconds(long seconds) {
    return integers(ValueType.UNIX_TIMESTAMP, seconds);
  }

  private static ByteColumn zoned() {
    return octets(ValueType.ZONED_TIMESTAMP, 8, 5, 18, 3, 'U', 'T', 'C');
  }

  private BatchSource prepared(String sql, ValueType type) throws Exception {
    String name = "t" + ++tables;
    POSTGRES_18.execute(
        "CREATE TABLE history." + name + " (ts timestamptz, created timestamptz, v " + sql + ")");
    var typed = source(name, field("v", type));
    store.prepare(definitions(typed)).await(10, TimeUnit.SECONDS);
    return typed;
  }

  private static BatchId id() {
    return new BatchId("push-1");
  }
}
