package dev.penstock.ingress.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.FormatConfig.Debezium;
import dev.penstock.config.FormatConfig.Debezium.Deletes;
import dev.penstock.config.FormatConfig.Decimals;
import dev.penstock.config.FormatConfig.Json;
import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebeziumFormatTest {
  private static final String DELETE =
      """
      {"op": "d", "before": {"id": 7, "name": "Ada"}, "after": null, "ts_ms": 1795262400999,
       "source": {"ts_ms": 1795262400250, "table": "rides"}}
      """;

  private static final String SCHEMA =
      """
      {"type": "struct", "fields": [
        {"field": "before", "type": "struct", "optional": true, "fields": []},
        {"field": "after", "type": "struct", "name": "rides.Value", "fields": [
          {"field": "id", "type": "int32"},
          {"field": "day", "type": "int32", "name": "io.debezium.time.Date"},
          {"field": "at", "type": "int64", "name": "io.debezium.time.MicroTimestamp"},
          {"field": "ms", "type": "int64", "name": "org.apache.kafka.connect.data.Timestamp"},
          {"field": "clock", "type": "int64", "name": "io.debezium.time.MicroTime"},
          {"field": "zoned", "type": "string", "name": "io.debezium.time.ZonedTimestamp"},
          {"name": "org.apache.kafka.connect.data.Decimal", "field": "fare", "type": "bytes",
           "parameters": {"scale": "2", "connect.decimal.precision": "10"}},
          {"field": "free", "type": "struct", "name": "io.debezium.data.VariableScaleDecimal",
           "fields": []},
          {"field": "days", "type": "array",
           "items": {"type": "int32", "name": "io.debezium.time.Date"}},
          {"field": "none", "type": "int64", "name": "io.debezium.time.MicroTimestamp"}]},
        {"field": "op", "type": "string"}]}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"c", "r", "u"})
  void aChangeIsTheRowAfterIt(String op) {
    var record =
        Records.of(
            "{\"op\": \"%s\", \"before\": {\"id\": 1}, \"after\": {\"id\": 2}, \"ts_ms\": 5}"
                .formatted(op));

    assertThat(Records.json(format(Deletes.IGNORE), record)).containsExactly("{\"id\": 2}");
  }

  @Test
  void theEventTellsOfItself() {
    var record =
        Records.of(
            """
            {"op": "u", "after": {"id": 2}, "ts_ms": 1795262400999,
             "source": {"table": "rides", "ts_ms": 1795262400250, "ts_us": 1795262400250123}}
            """);

    var row = format(Deletes.IGNORE).rows(record).getFirst();

    assertThat(new String(row.event(), row.eventStart(), row.eventEnd(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"op\":\"u\",\"time\":\"2026-11-21T12:00:00.250123Z\",\"source\":{\"table\":"
                + " \"rides\", \"ts_ms\": 1795262400250, \"ts_us\": 1795262400250123}}");
  }

  @Test
  void schemasTellWhatValuesMean() {
    var record =
        Records.of(
            """
            {"schema": %s, "payload": {"op": "c", "before": null, "after": {"id": 1, "day": 20778,
             "at": 1795262400250123, "ms": 1795262400250, "clock": 3600000001,
             "zoned": "2026-11-21T12:00:00Z", "fare": "MDk=", "free": {"scale": 3, "value": "/w=="},
             "days": [0, 1], "none": null, "new": [1.50, {"a": "b"}]}}}
            """
                .formatted(SCHEMA));

    assertThat(Records.json(format(Deletes.IGNORE), record))
        .containsExactly(
            "{\"id\":1,\"day\":\"2026-11-21\",\"at\":\"2026-11-21T12:00:00.250123Z\","
                + "\"ms\":\"2026-11-21T12:00:00.250Z\",\"clock\":\"01:00:00.000001\","
                + "\"zoned\":\"2026-11-21T12:00:00Z\",\"fare\":123.45,\"free\":-0.001,"
                + "\"days\":[\"1970-01-01\",\"1970-01-02\"],\"none\":null,"
                + "\"new\":[1.50, {\"a\": \"b\"}]}");
  }

  @Test
  void deletionsAreNoRowUnlessAskedFor() {
    assertThat(format(Deletes.IGNORE).rows(Records.keyed("{\"id\": 7}", DELETE))).isEmpty();
  }

  @Test
  void aDeletionIsARowOfItsKeysAndTime() {
    var format = format(Deletes.NULLS);

    assertThat(Records.json(format, Records.keyed("{\"id\": 7}", DELETE)))
        .containsExactly("{\"id\":7,\"at\":\"2026-11-21T12:00:00.250Z\"}");
    assertThat(
            Records.json(
                format,
                Records.keyed(
                    "{\"schema\": {\"type\": \"struct\"}, \"payload\": {\"id\": 7, \"city\": 2}}",
                    DELETE)))
        .containsExactly("{\"id\":7,\"city\":2,\"at\":\"2026-11-21T12:00:00.250Z\"}");
  }

  @Test
  void keysMayBeNamed() {
    assertThat(Records.json(format(Deletes.NULLS, "name"), Records.of(DELETE)))
        .containsExactly("{\"name\":\"Ada\",\"at\":\"2026-11-21T12:00:00.250Z\"}");
  }

  @Test
  void aDeletionWithoutKeysIsBad() {
    assertThatThrownBy(() -> format(Deletes.NULLS).rows(Records.of(DELETE)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("set keyColumns");
    assertThatThrownBy(() -> format(Deletes.NULLS, "city").rows(Records.of(DELETE)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("neither before nor the key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ts_ms\": 5}",
        "{\"op\": \"t\", \"source\": {}, \"ts_ms\": 5}",
        "{\"op\": \"m\", \"message\": {}, \"ts_ms\": 5}",
        "{\"status\": \"BEGIN\", \"id\": \"571\", \"event_count\": null}",
        "{\"source\": {}, \"databaseName\": \"a\", \"ddl\": \"DROP TABLE a\"}",
        "{\"schema\": null, \"payload\": null}"
      })
  void whatTellsOfNoRowHasNone(String value) {
    assertThat(format(Deletes.NULLS).rows(Records.of(value))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                  | it has no op",
        "{\"id\": 7, \"ts_ms\": 5}           | it has no op",
        "{\"op\": \"x\"}                     | has op 'x'",
        "{\"op\": \"c\", \"after\": null}    | no object after",
        "{\"op\": \"c\", \"after\": {}} x    | no JSON",
        "[]                                  | 0 objects, not one"
      })
  void whatIsNoChangeIsBad(String value, String reason) {
    assertThatThrownBy(() -> format(Deletes.NULLS).rows(Records.of(value)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining(reason);
  }

  @Property(tries = 2_000)
  void anythingLikeAChangeIsRowsOrBad(@ForAll("almostChanges") String value) {
    try {
      assertThat(format(Deletes.NULLS).rows(Records.keyed(value, value))).isNotNull();
    } catch (BadRecordException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> almostChanges() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"op\":",
            "\"after\":",
            "\"c\"",
            "\"d\"",
            "1",
            "null",
            "\"schema\":",
            "\"payload\":",
            "\"fields\":",
            "\"field\":",
            "\"source\":",
            "\"ts_ms\":",
            "{\"a\":1}")
        .list()
        .ofMaxSize(24)
        .map(parts -> String.join("", parts));
  }

  private static RecordFormat format(Deletes deletes, String... keys) {
    return new DebeziumFormat(
        new JsonFormat(),
        new Debezium(
            NullValue.IGNORE,
            new Json(NullValue.IGNORE),
            deletes,
            List.of(keys),
            Optional.of("at"),
            Decimals.NUMBER));
  }
}
