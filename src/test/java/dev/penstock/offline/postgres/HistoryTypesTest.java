package dev.penstock.offline.postgres;

import static dev.penstock.offline.HistorySamples.found;
import static dev.penstock.offline.HistorySamples.hexes;
import static dev.penstock.offline.HistorySamples.key;
import static dev.penstock.offline.HistorySamples.view;
import static dev.penstock.offline.OfflineStoreSamples.definitions;
import static dev.penstock.offline.OfflineStoreSamples.field;
import static dev.penstock.offline.OfflineStoreSamples.longs;
import static dev.penstock.offline.OfflineStoreSamples.nothing;
import static dev.penstock.offline.OfflineStoreSamples.source;
import static dev.penstock.offline.OfflineStoreSamples.texts;
import static dev.penstock.postgres.PostgresServer.POSTGRES_18;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.BatchId;
import dev.penstock.model.BatchSource;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Field;
import dev.penstock.model.OnlineRows;
import dev.penstock.model.PushException;
import dev.penstock.model.ValueType;
import dev.penstock.offline.HistorySamples.Found;
import dev.penstock.offline.NewestRequest;
import dev.penstock.offline.NewestScan.Chunk;
import dev.penstock.offline.OfflineStoreSamples;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeRequest.Join;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Values of every type read from columns of every type, keys and times among them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTypesTest {
  private static final Field ID = field("id", ValueType.INT64);

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
    store.close().await(10, SECONDS);
    vertx.close().await(10, SECONDS);
  }

  @ParameterizedTest
  @MethodSource("dev.penstock.offline.postgres.PostgresTypesTest#kept")
  void whatAColumnKeepsIsReadAsItWasAppended(
      String sql, ValueType type, ByteColumn value, String shown) throws Exception {
    var source = table(sql, type);
    store.prepare(definitions(source)).await(10, SECONDS);
    store
        .append(
            new BatchId(source.name()),
            OfflineStoreSamples.rows(source, new long[] {1}, longs(7), value))
        .await(10, SECONDS);

    var read = scan(source).getFirst();

    assertThat(found(read.rows()).getFirst().features())
        .containsExactly(hexes(expected(type, value, shown)).getFirst());
  }

  /// A text is what the column has made of it; NaN is null.
  private static ByteColumn expected(ValueType type, ByteColumn value, String shown) {
    return switch (type) {
      case STRING, UUID, DECIMAL, JSON -> texts(type, shown);
      case DOUBLE, FLOAT -> shown.equals("NaN") ? nothing() : value;
      default -> value;
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT64            | numeric          | '12'                     | 200c",
        "INT64            | double precision | '-1'                     | 20ffffffffffffffffff01",
        "INT64            | boolean          | 'true'                   | 2001",
        "INT64            | text             | '12'                     | 200c",
        "DOUBLE           | integer          | '1'                      | 29000000000000f03f",
        "DOUBLE           | real             | '0.5'                    | 29000000000000e03f",
        "FLOAT            | numeric          | '0.5'                    | 350000003f",
        "BOOL             | smallint         | '5'                      | 3801",
        "STRING           | bigint           | '-7'                     | 12022d37",
        "STRING           | boolean          | 'f'                      | 120546616c7365",
        "STRING           | double precision | '1'                      | 1203312e30",
        "DECIMAL          | integer          | '5'                      | e2020135",
        "UNIX_TIMESTAMP   | timestamptz      | '1970-01-01T00:00:01.9Z' | 4001",
        "UNIX_TIMESTAMP   | timestamp        | '1969-12-31T23:59:58.1'  | 40feffffffffffffffff01",
        "UNIX_TIMESTAMP   | double precision | '5'                      | 4005",
        "ZONED_TIMESTAMP  | text             | '1970-01-01T02:00:05+02:00' | 82030d 0805 1209 5554432b30323a3030",
        "INT64_LIST       | integer[]        | '{1,NULL,3}'             | 7205 0a03 010003",
        "INT64_LIST       | bigint[]         | '[0:1]={1,2}'            | 7204 0a02 0102",
        "STRING_LIST      | text[]           | '{a,NULL}'               | 6205 0a0161 0a00",
        "INT64_SET        | integer[]        | '{1,1,2}'                | ca0104 0a02 0102",
        "STRING_LIST      | history.mood[]   | '{sad}'                  | 6205 0a03736164",
        "INT64_LIST       | jsonb            | '[1, 2]'                 | 7204 0a02 0102",
        "INT64_LIST       | jsonb            | 'null'                   | ''",
      })
  void whatOthersHaveWrittenIsReadToo(ValueType type, String sql, String text, String encoded)
      throws Exception {
    var source = table(sql, type);
    insert(source, "1970-01-01T00:00:00Z", text);

    var read = scan(source).getFirst();

    assertThat(read.reasons()).isEmpty();
    assertThat(found(read.rows()).getFirst().features()).containsExactly(encoded.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT32          | bigint           | '2147483648'  | out of range of 32 bits",
        "INT64          | numeric          | '1.5'         | no integer of 64 bits",
        "INT64          | numeric          | 'NaN'         | no integer of 64 bits",
        "INT64          | numeric          | '1e30'        | no integer of 64 bits",
        "INT64          | double precision | 'Infinity'    | no integer of 64 bits",
        "INT64          | text             | 'many'        | no integer of 64 bits",
        "DOUBLE         | text             | '0x1p3'       | no number",
        "BOOL           | text             | 'yes'         | a text other than true and false",
        "JSON           | text             | '{'           | no JSON",
        "MAP            | jsonb            | '[1]'         | JSON of another form",
        "INT64_LIST     | jsonb            | '[\"a\"]'     | JSON of another form",
        "INT64_LIST     | bigint[]         | '{{1},{2}}'   | an array of 2 dimensions",
        "INT32_LIST     | bigint[]         | '{3000000000}'| out of range of 32 bits",
        "UNIX_TIMESTAMP | timestamptz      | 'infinity'    | is infinite",
        "UNIX_TIMESTAMP | date             | '-infinity'   | is infinite",
        "ZONED_TIMESTAMP| text             | 'yesterday'   | no time with an offset",
      })
  void whatATypeCannotHoldRejectsItsRowAlone(ValueType type, String sql, String text, String reason)
      throws Exception {
    var source = table(sql, type);
    insert(source, "1970-01-01T00:00:00Z", text);
    POSTGRES_18.execute(
        "INSERT INTO history." + source.name() + " (ts, id, v) VALUES ('1970-01-01Z', 8, NULL)");

    var read = scan(source).getFirst();

    assertThat(read.rejected()).isEqualTo(1);
    assertThat(read.reasons()).singleElement().asString().contains("\"v\"", reason);
    assertThat(found(read.rows())).extracting(Found::features).containsExactly(List.of(""));
    assertThatThrownBy(() -> join(source, List.of(ID), longs(7)))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNREPRESENTABLE))
        .hasMessageContainingAll("\"v\"", source.name(), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "STRING, bytea",
    "INT64, point",
    "INT64, bigint[]",
    "BYTES, text",
    "DOUBLE, boolean",
    "INT64_LIST, bigint",
    "UNIX_TIMESTAMP, text",
    "MAP, bytea"
  })
  void typesThatDoNotGoTogetherAreNamed(ValueType type, String sql) throws Exception {
    var source = table(sql, type);

    assertThatThrownBy(() -> scan(source))
        .isInstanceOfSatisfying(
            PushException.class,
            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID))
        .hasMessageContainingAll("\"v\"", source.name(), sql, type.name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timestamptz | 2026-05-01T12:00:00.000001+02:00 | 1777629600000001",
        "timestamp   | 2026-05-01T12:00:00.000001       | 1777636800000001",
        "timestamp(3)| 2026-05-01T12:00:00.123          | 1777636800123000",
        "date        | 2026-05-01                       | 1777593600000000",
        "date        | 1969-12-31                       | -86400000000",
        "timestamptz | 0044-03-15 00:00:00+00 BC        | -63517824000000000",
      })
  void timesAreMicrosecondsWhateverTheirColumn(String sql, String text, long micros)
      throws Exception {
    var source = source("times" + ++tables, ID);
    POSTGRES_18.execute(
        "CREATE TABLE history.%s (ts %s, created %s, id bigint)".formatted(source.name(), sql, sql),
        "INSERT INTO history.%s VALUES ('%s', '%s', 1)".formatted(source.name(), text, text));
    var view = view(source, 1, Duration.ZERO);

    var exact = scan(new NewestRequest(view, micros, micros, Optional.empty(), 9, 999));
    var before = scan(new NewestRequest(view, micros - 9, micros - 1, Optional.empty(), 9, 999));
    var after = scan(new NewestRequest(view, micros + 1, micros + 9, Optional.empty(), 9, 999));

    assertThat(found(exact.getFirst().rows()))
        .containsExactly(new Found(key(view, List.of("2001")), micros, micros, List.of()));
    assertThat(before).isEmpty();
    assertThat(after).isEmpty();
  }

  @Test
  void rowsWithoutEventTimeAreRejectedAndEndlessOnesAreInNoWindow() throws Exception {
    var source = source("endless", ID);
    POSTGRES_18.execute(
        "CREATE TABLE history.endless (ts timestamptz, created timestamptz, id bigint)",
        "INSERT INTO history.endless VALUES (NULL, now(), 1), (NULL, now(), NULL), ('-infinity', now(), 2),"
            + " ('infinity', now(), 3), ('1970-01-01Z', NULL, 6)");
    var view = view(source, 1, Duration.ZERO);

    var read =
        scan(new NewestRequest(view, Long.MIN_VALUE, Long.MAX_VALUE, Optional.empty(), 9, 999))
            .getFirst();

    assertThat(found(read.rows()))
        .extracting(Found::key)
        .containsExactly(key(view, List.of("2006")));
    assertThat(read.rejected()).isEqualTo(2);
    assertThat(read.reasons())
        .containsExactly("2 rows of batch source \"endless\" have no event time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamptz", "timestamp", "date"})
  void anEndlessCreatedTimeIsNoneWhateverItsColumn(String sql) throws Exception {
    var source = source("times" + ++tables, ID);
    POSTGRES_18.execute(
        "CREATE TABLE history.%s (ts timestamptz, created %s, id bigint)"
            .formatted(source.name(), sql),
        "INSERT INTO history.%s VALUES ('1970-01-01Z', 'infinity', 1), ('1970-01-01Z', '-infinity', 2)"
            .formatted(source.name()));
    var view = view(source, 1, Duration.ZERO);

    var read = scan(new NewestRequest(view, 0, 0, Optional.empty(), 9, 999)).getFirst();

    assertThat(read.rejected()).isZero();
    assertThat(found(read.rows()))
        .extracting(Found::createdTime)
        .containsExactly(OnlineRows.NO_CREATED_TIME, OnlineRows.NO_CREATED_TIME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT64          | smallint         | '7'    | '8'    | NULL      | 2007",
        "INT64          | numeric          | '7'    | '8'    | '1.5'     | 2007",
        "INT64          | numeric(9,2)     | '7'    | '8'    | 'NaN'     | 2007",
        "INT64          | double precision | '7'    | '8'    | '1e19'    | 2007",
        "INT64          | real             | '7'    | '8'    | 'NaN'     | 2007",
        "INT64          | text             | '7'    | '8'    | 'seven'   | 2007",
        "INT64          | text             | '1541815603606036480'  | '8' | '9223372036854775808' | 2080c0de90f6a3e8b215",
        "INT64          | varchar          | '9223372036854775807'  | '8' | '+9'                  | 20ffffffffffffffff7f",
        "INT64          | char(20)         | '-9223372036854775808' | '8' | '-9223372036854775809' | 2080808080808080808001",
        "INT64          | text             | '00000000000000000000000000007' | '8' | '99999999999999999999' | 2007",
        "STRING         | text             | '7'    | 'a'    | NULL      | 120137",
        "STRING         | varchar(5)       | '7'    | 'a'    | NULL      | 120137",
        "STRING         | char(3)          | '7'    | 'a'    | NULL      | 120137",
        "STRING         | integer          | '7'    | '8'    | NULL      | 120137",
        "STRING         | history.mood     | 'sad'  | 'it''s \"ok\"' | NULL | 1203736164",
        "BYTES          | bytea            | '7'    | '\\x00' | NULL     | 0a0137",
        "UNIX_TIMESTAMP | bigint           | '7'    | '8'    | NULL      | 4007",
        "UNIX_TIMESTAMP | timestamptz      | '1970-01-01T00:00:07.9Z' | '1970-01-01T00:00:08Z' | 'infinity' | 4007",
        "UNIX_TIMESTAMP | date             | '1970-01-02' | '1970-01-01' | '-infinity' | 4080a305",
      })
  void joinKeysAreFoundInColumnsOfOtherTypes(
      ValueType type, String sql, String value, String other, String none, String encoded)
      throws Exception {
    var source = source("keyed" + ++tables, field("k", type), field("n", ValueType.INT64));
    POSTGRES_18.execute(
        "CREATE TABLE history.%s (ts timestamptz, created timestamptz, k %s, n bigint)"
            .formatted(source.name(), sql),
        "INSERT INTO history.%s SELECT to_timestamp(0), to_timestamp(0), k::%s, 5 FROM (VALUES (%s), (%s), (%s)) AS v(k)"
            .formatted(
                source.name(),
                sql,
                quoted(value),
                quoted(other),
                none.strip().equals("NULL") ? "NULL" : quoted(none)));
    var view = view(source, 1, Duration.ZERO);

    var chunks = scan(new NewestRequest(view, 0, 0, Optional.empty(), 1, 999));

    assertThat(chunks).hasSize(2);
    assertThat(chunks.getFirst().rejected()).isEqualTo(1);
    assertThat(chunks.getFirst().reasons()).singleElement().asString().contains("no join key");
    assertThat(chunks.stream().map(chunk -> found(chunk.rows()).getFirst().key()))
        .doesNotHaveDuplicates()
        .contains(key(view, List.of(encoded)));
    var rest =
        scan(new NewestRequest(view, 0, 0, Optional.of(chunks.getFirst().position()), 9, 999));
    assertThat(found(rest.getFirst().rows())).isEqualTo(found(chunks.getLast().rows()));
    assertThat(join(source, List.of(field("k", type)), repeated(encoded, 1)))
        .containsExactly("2005");
    assertThat(join(source, List.of(field("k", type)), repeated(encoded, 500)))
        .hasSize(500)
        .containsOnly("2005");
  }

  @Test
  void uuidsAreKeysAsTheTextsThatPostgresMakesOfThem() throws Exception {
    var source = source("uuids", field("k", ValueType.STRING), field("n", ValueType.INT64));
    String uuid = "6f0c23a4-39ab-4a40-a95f-1b5d6bb12b0f";
    POSTGRES_18.execute(
        "CREATE TABLE history.uuids (ts timestamptz, created timestamptz, k uuid, n bigint)",
        "INSERT INTO history.uuids VALUES ('1970-01-01Z', NULL, '" + uuid + "', 5)");
    var keys =
        texts(
            ValueType.STRING,
            uuid,
            uuid.toUpperCase(Locale.ROOT),
            "no uuid",
            "",
            "a\0b",
            "x'); DROP TABLE history.uuids; --");

    assertThat(join(source, List.of(field("k", ValueType.STRING)), keys))
        .containsExactly("2005", "", "", "", "", "");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static ByteColumn repeated(String hex, int rows) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    var out = new ByteColumn.Builder(rows, 16);
    for (int row = 0; row < rows; row++) {
      out.add(bytes, 0, bytes.length);
    }
    return out.build();
  }

  private BatchSource table(String sql, ValueType type) throws Exception {
    var source = source("typed" + ++tables, ID, field("v", type));
    POSTGRES_18.execute(
        "CREATE TABLE history.%s (ts timestamptz, created timestamptz, id bigint, v %s)"
            .formatted(source.name(), sql));
    return source;
  }

  private static void insert(BatchSource source, String time, String value) throws Exception {
    POSTGRES_18.execute(
        "INSERT INTO history.%s (ts, id, v) VALUES ('%s', 7, '%s')"
            .formatted(source.name(), time, value));
  }

  private List<Chunk> scan(BatchSource source) throws Exception {
    return scan(
        new NewestRequest(view(source, 1, Duration.ZERO), 0, 1_000, Optional.empty(), 99, 1 << 20));
  }

  private List<Chunk> scan(NewestRequest request) throws Exception {
    var scan = store.history().newest(request).await(10, SECONDS);
    var chunks = new ArrayList<Chunk>();
    try {
      for (var next = scan.next().await(10, SECONDS);
          next.isPresent();
          next = scan.next().await(10, SECONDS)) {
        chunks.add(next.get());
      }
    } finally {
      scan.close().await(10, SECONDS);
    }
    return chunks;
  }

  /// What is found of the last column for the keys, as hex.
  private List<String> join(BatchSource source, List<Field> joinKeys, ByteColumn keys)
      throws Exception {
    var feature = source.columns().getLast();
    var view = view(source, joinKeys, List.of(feature), Duration.ZERO);
    var request =
        new PointInTimeRequest(
            new long[keys.rows()],
            List.of(new Join(view, List.of(feature.name()), List.of(keys))),
            1_000);
    var scan = store.history().pointInTime(request).await(10, SECONDS);
    try {
      var chunk = scan.next().await(10, SECONDS).orElseThrow();
      return hexes(chunk.views().getFirst().features().getFirst());
    } finally {
      scan.close().await(10, SECONDS);
    }
  }
}
