package dev.penstock.ingress.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.TopicConfig.UnknownFields;
import dev.penstock.ingress.kafka.BadRecordException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowMappingTest {
  private static final PlainFormat JSON = new PlainFormat(new JsonFormat());
  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-11-21T12:34:56.789Z"));

  @Test
  void columnsAreTheMembersOfTheirNames() {
    var rows = mapping("id", "name", "score", "ok", "tags", "big").table(2);

    add(
        rows,
        """
        {"score": 0.5, "unknown": {"a": [1, {}]}, "id": 7, "name": "Bj\\u00f8rn \\"B\\"",
         "ok": true, "tags": [1, "x"], "big": 123456789012345678901234567890}
        """);

    assertThat(cells(rows, 0, "id", "name", "score", "ok", "tags", "big"))
        .containsExactly(
            "INTEGER 7",
            "TEXT Bjørn \"B\"",
            "REAL 0.5",
            "TRUE",
            "ARRAY [1, \"x\"]",
            "BIG_INTEGER 123456789012345678901234567890");
  }

  @Test
  void whatARecordLacksIsNull() {
    var rows = mapping("id", "name").table(2);

    add(rows, "{\"id\": 7, \"name\": \"Ada\"}");
    add(rows, "{\"id\": null}");

    assertThat(cells(rows, 1, "id", "name")).containsExactly("NULL", "NULL");
  }

  @Test
  void ofMembersOfOneNameTheLastCounts() {
    var rows = mapping(Map.of("x", "value.a.x"), "id", "x").table(1);

    add(rows, "{\"id\": 1, \"a\": {\"x\": 5}, \"id\": \"two\", \"a\": {\"y\": 6}}");

    assertThat(cells(rows, 0, "id", "x")).containsExactly("TEXT two", "NULL");
  }

  @Test
  void pathsLeadIntoObjects() {
    var sources = Map.of("id", "value.payload.id", "payload", "value.payload", "all", "value");
    var rows = mapping(sources, "id", "payload", "all").table(1);

    add(rows, "{\"payload\": {\"id\": 3, \"b\": {}}}");

    assertThat(cells(rows, 0, "id", "payload", "all"))
        .containsExactly(
            "INTEGER 3",
            "OBJECT {\"id\": 3, \"b\": {}}",
            "OBJECT {\"payload\": {\"id\": 3, \"b\": {}}}");
  }

  @Test
  void aPathIntoWhatIsNoObjectIsNull() {
    var rows = mapping(Map.of("id", "value.payload.id"), "id").table(3);

    add(rows, "{\"payload\": 7}");
    add(rows, "{\"payload\": null}");
    add(rows, "{\"payload\": [{\"id\": 1}]}");

    assertThat(cells(rows, "id")).containsExactly("NULL", "NULL", "NULL");
  }

  @Test
  void keyHeadersAndPlaceAreSources() {
    var sources =
        Map.of(
            "id", "key.id",
            "trace", "headers.trace.id",
            "at", "timestamp",
            "topic", "topic",
            "part", "partition",
            "off", "offset");
    var rows = mapping(sources, "id", "trace", "at", "topic", "part", "off").table(1);
    var record = Records.with(Records.keyed("{\"id\": 9}", "{}"), "trace.id", "a", "trace.id", "b");

    add(rows, record);

    assertThat(cells(rows, 0, "id", "trace", "at", "topic", "part", "off"))
        .containsExactly(
            "INTEGER 9",
            "TEXT b",
            "TEXT 2026-11-21T12:00:00.250Z",
            "TEXT rides",
            "INTEGER 3",
            "INTEGER 17");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42         | INTEGER 42",
        "\"42\"     | TEXT 42",
        "007        | TEXT 007",
        "1.50       | TEXT 1.50",
        "driver-7   | TEXT driver-7",
        "{\"a\": 1} | TEXT {\"a\": 1}"
      })
  void theWholeKeyIsAScalarOrText(String key, String cell) {
    var rows = mapping(Map.of("id", "key"), "id").table(1);

    add(rows, Records.keyed(key, "{}"));

    assertThat(cells(rows, "id")).containsExactly(cell);
  }

  @Test
  void aRecordWithoutKeyHasNullForIt() {
    var rows = mapping(Map.of("id", "key", "part", "key.part"), "id", "part").table(1);

    add(rows, "{\"id\": 5}");

    assertThat(cells(rows, 0, "id", "part")).containsExactly("NULL", "NULL");
  }

  @Test
  void theCreatedTimeIsNowWhereARecordLacksIt() {
    var created = new WantedColumn("created", java.util.Set.of(), true);
    var mapping = new RowMapping(List.of(created), Map.of(), UnknownFields.IGNORE, NOW);
    var rows = mapping.table(3);

    add(rows, "{}");
    add(rows, "{\"created\": null}");
    add(rows, "{\"created\": \"2020-01-01\"}");

    assertThat(cells(rows, "created"))
        .containsExactly(
            "TEXT 2026-11-21T12:34:56.789Z", "TEXT 2026-11-21T12:34:56.789Z", "TEXT 2020-01-01");
  }

  @Test
  void aColumnMayComeUnderItsOtherName() {
    var wanted = WantedColumn.of("trips", "n_trips", false);
    var rows = new RowMapping(List.of(wanted), Map.of(), UnknownFields.REFUSE).table(4);

    add(rows, "{\"n_trips\": 1}");
    add(rows, "{\"trips\": 2, \"n_trips\": 1}");
    add(rows, "{\"n_trips\": 1, \"trips\": 2}");
    add(rows, "{\"n_trips\": 1, \"trips\": null}");

    assertThat(cells(rows, "trips")).containsExactly("INTEGER 1", "INTEGER 2", "INTEGER 2", "NULL");
  }

  @Test
  void unknownFieldsAreRefusedWhenAskedFor() {
    var mapping =
        new RowMapping(List.of(WantedColumn.of("id", "id", false)), Map.of(), UnknownFields.REFUSE);
    var rows = mapping.table(1);

    assertThatExceptionOfType(BadRecordException.class)
        .isThrownBy(() -> add(rows, "{\"id\": 1, \"idd\": 2}"))
        .satisfies(bad -> assertThat(bad.column()).contains("idd"));
    assertThat(rows.rows()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"id\": 1, \"x\": }", "{\"id\": 1} x", "{\"id\": 1", "{\"id\": \"\\ud800\"}"})
  void aBadRowLeavesTheTableAsItWas(String json) {
    var rows = mapping("id", "x").table(1);
    add(rows, "{\"id\": 7}");

    assertThatThrownBy(() -> add(rows, json))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("the value is no JSON")
        .hasMessageContaining("at byte");
    add(rows, "{\"x\": 8}");

    assertThat(cells(rows, "id")).containsExactly("INTEGER 7", "NULL");
    assertThat(cells(rows, "x")).containsExactly("NULL", "INTEGER 8");
  }

  @Test
  void endlessNestingIsBad() {
    var rows = mapping("id").table(1);

    assertThatThrownBy(() -> add(rows, "{\"a\":" + "[".repeat(100_000)))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("the value is nested more than 100 levels deep");
  }

  @Test
  void manyColumnsAreFound() {
    var names = IntStream.range(0, 500).mapToObj(at -> "feature_" + at).toArray(String[]::new);
    var rows = mapping(names).table(1);

    add(rows, "{\"feature_499\": 499, \"feature_0\": 0, \"feature_500\": 1}");

    assertThat(cells(rows, 0, "feature_0", "feature_250", "feature_499"))
        .containsExactly("INTEGER 0", "NULL", "INTEGER 499");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "values", "value..a", "event", "headers", "topic.x", "timestamp."})
  void aSourceThatCannotBeUnderstoodIsRefused(String source) {
    assertThatThrownBy(() -> mapping(Map.of("id", source), "id"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is '" + source + "', expected value.NAME");
  }

  private static RowMapping mapping(String... columns) {
    return mapping(Map.of(), columns);
  }

  private static RowMapping mapping(Map<String, String> sources, String... columns) {
    var wanted = Arrays.stream(columns).map(name -> WantedColumn.of(name, name, false)).toList();
    return new RowMapping(wanted, sources, UnknownFields.IGNORE, NOW);
  }

  private static void add(RowTable rows, String json) {
    add(rows, Records.of(json));
  }

  private static void add(RowTable rows, ConsumerRecord<byte[], byte[]> record) {
    JSON.rows(record).forEach(row -> rows.add(row, record));
  }

  private static List<String> cells(RowTable rows, int row, String... columns) {
    var table = rows.build();
    return Arrays.stream(columns).map(column -> Cells.of(table, column, row)).toList();
  }

  private static List<String> cells(RowTable rows, String column) {
    var table = rows.build();
    return IntStream.range(0, table.rows()).mapToObj(row -> Cells.of(table, column, row)).toList();
  }
}
