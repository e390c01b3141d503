package dev.penstock.ingress.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.config.TopicConfig.UnknownFields;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordFormat;
import dev.penstock.ingress.kafka.RecordRow;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {
  private static final RecordFormat JSON =
      new ValueFormat(NullValue.IGNORE, new PlainFormat(new JsonFormat()));

  @Test
  void anObjectIsARowOfTheSameBytes() {
    var record = Records.of(" {\"id\": 1} ");

    RecordRow row = JSON.rows(record).getFirst();

    assertThat(row.bytes()).isSameAs(record.value());
    assertThat(Records.json(row)).isEqualTo("{\"id\": 1} ");
  }

  @Test
  void anArrayIsARowEach() {
    var record = Records.of("[{\"id\": 1}, {\"id\": [2]} ]");

    assertThat(Records.json(JSON, record)).containsExactly("{\"id\": 1}", "{\"id\": [2]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", " null\n"})
  void someTextMeansNoRow(String json) {
    assertThat(JSON.rows(Records.of(json))).isEmpty();
  }

  @Test
  void aRecordWithoutValueIsNoRowOrBad() {
    var strict = new ValueFormat(NullValue.BAD, new PlainFormat(new JsonFormat()));
    byte[] none = null;

    assertThat(JSON.rows(Records.of(none))).isEmpty();
    assertThat(JSON.rows(Records.of(""))).isEmpty();
    assertThatThrownBy(() -> strict.rows(Records.of(none)))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("the record has no value; set nullValue: ignore to pass over such");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "\"x\"", "true", "[1]", "[{}, []]", "[{}", "{} {}[", "[{}]]", "nul", "  "})
  void anythingElseIsBad(String json) {
    var record = Records.of(json);

    assertThatThrownBy(() -> read(record.value())).isInstanceOf(BadRecordException.class);
  }

  @Test
  void aReasonTellsThePlace() {
    assertThatThrownBy(() -> JSON.rows(Records.of("[{\"a\": 1}, 7]")))
        .hasMessageStartingWith("element 1 of the value is no JSON object, at byte 11");
  }

  @Property(tries = 2_000)
  void anyBytesAreRowsOrBad(@ForAll byte[] value) {
    tryToRead(value);
  }

  @Property(tries = 2_000)
  void anythingLikeJsonIsRowsOrBad(@ForAll("almostJson") String json) {
    tryToRead(Records.bytes(json));
  }

  @Provide
  Arbitrary<String> almostJson() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"id\"",
            "\"a\"",
            "1",
            "-",
            "1e9",
            "null",
            "true",
            "\\u00e9",
            "\"\\ud83d\\ude00\"",
            " ",
            "NaN")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  private static void tryToRead(byte[] value) {
    try {
      read(value);
    } catch (BadRecordException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  private static void read(byte[] value) {
    var record = Records.of(value);
    var wanted = List.of(WantedColumn.of("id", "id", false));
    var rows = new RowMapping(wanted, Map.of("id", "value.a.id"), UnknownFields.IGNORE).table(1);
    JSON.rows(record).forEach(row -> rows.add(row, record));
    var _ = rows.build();
  }
}
