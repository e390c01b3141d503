package dev.penstock.ingress.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.TopicConfig.UnknownFields;
import dev.penstock.ingress.kafka.BadRecordException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventsFormatTest {
  private static final CloudEventsFormat EVENTS = new CloudEventsFormat(new JsonFormat());
  private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";

  @Test
  void theDataOfAStructuredEventIsItsRows() {
    var record =
        structured(
            """
            {"specversion": "1.0", "id": "e1", "time": "2026-11-21T12:00:00Z",
             "datacontenttype": "application/json", "data": {"x": 1}}
            """);

    assertThat(Records.json(EVENTS, record)).containsExactly("{\"x\": 1}");
    assertThat(attributes(record)).containsExactly("TEXT e1", "TEXT 2026-11-21T12:00:00Z");
  }

  @Test
  void dataMayBeAnArrayOrBase64() {
    assertThat(
            Records.json(
                EVENTS, structured("{\"specversion\": \"1.0\", \"data\": [{\"x\": 1}, {}]}")))
        .containsExactly("{\"x\": 1}", "{}");
    assertThat(
            Records.json(
                EVENTS,
                structured("{\"data_base64\": \"eyJ4IjogN30=\", \"specversion\": \"1.0\"}")))
        .containsExactly("{\"x\": 7}");
  }

  @Test
  void aBatchIsManyEvents() {
    var record =
        Records.with(
            Records.of(
                """
                [{"specversion": "1.0", "id": "a", "data": {"x": 1}},
                 {"specversion": "1.0", "id": "b", "data": null},
                 {"specversion": "1.0", "id": "c", "data": {"x": 3}}]
                """),
            "content-type",
            "application/cloudevents-batch+json");

    assertThat(Records.json(EVENTS, record)).containsExactly("{\"x\": 1}", "{\"x\": 3}");
    assertThat(EVENTS.rows(record).getLast().eventEnd()).isPositive();
  }

  @Test
  void theHeadersOfABinaryEventAreItsAttributes() {
    var record =
        Records.with(
            Records.of("{\"x\": 1}"),
            "ce_specversion",
            "1.0",
            "ce_id",
            "e\"2",
            "ce_time",
            "2026-11-21T12:00:00Z",
            "content-type",
            "application/json");

    assertThat(Records.json(EVENTS, record)).containsExactly("{\"x\": 1}");
    assertThat(attributes(record)).containsExactly("TEXT e\"2", "TEXT 2026-11-21T12:00:00Z");
  }

  @Test
  void anEventWithoutContentTypeIsAStructuredOne() {
    var record = Records.of("{\"specversion\": \"1.0\", \"data\": {\"x\": 1}}");

    assertThat(Records.json(EVENTS, record)).containsExactly("{\"x\": 1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"data\": {}}                                        | it has no specversion",
        "{\"specversion\": \"0.3\", \"data\": {}}              | CloudEvents 0.3",
        "{\"specversion\": \"1.0\", \"data\": 5}               | data is no JSON object",
        "{\"specversion\": \"1.0\", \"data_base64\": \"?\"}    | data_base64 is no base64",
        "{\"specversion\": \"1.0\", \"data_base64\": 1}        | data_base64 is no text",
        "{\"specversion\": \"1.0\", \"data\": {}               | the event is no JSON",
        "7                                                     | the value is no JSON object"
      })
  void whatIsNoEventIsBad(String value, String reason) {
    assertThatThrownBy(() -> EVENTS.rows(structured(value)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void otherEncodingsOfEventsAreBad() {
    var record = Records.with(Records.of("x"), "content-type", "application/cloudevents+avro");

    assertThatThrownBy(() -> EVENTS.rows(record))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("expected application/cloudevents+json");
  }

  @Property(tries = 1_000)
  void anyBytesAreRowsOrBad(@ForAll byte[] value, @ForAll boolean binary) {
    var record = Records.of(value);
    if (binary) {
      Records.with(record, "ce_specversion", "1.0");
    }
    try {
      assertThat(EVENTS.rows(record)).isNotNull();
    } catch (BadRecordException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  private static ConsumerRecord<byte[], byte[]> structured(String value) {
    return Records.with(Records.of(value), "content-type", STRUCTURED);
  }

  private static List<String> attributes(ConsumerRecord<byte[], byte[]> record) {
    var wanted = List.of(WantedColumn.of("id", "id", false), WantedColumn.of("at", "at", false));
    var sources = Map.of("id", "event.id", "at", "event.time");
    var rows = new RowMapping(wanted, sources, UnknownFields.IGNORE).table(1);
    EVENTS.rows(record).forEach(row -> rows.add(row, record));
    var table = rows.build();
    return List.of(Cells.of(table, "id", 0), Cells.of(table, "at", 0));
  }
}
