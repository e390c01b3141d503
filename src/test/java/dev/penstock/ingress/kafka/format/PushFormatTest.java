package dev.penstock.ingress.kafka.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.ingress.kafka.RecordRow.Aim;
import dev.penstock.model.PushRequest.To;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushFormatTest {
  private static final PushFormat PUSH = new PushFormat(3);

  @Test
  void columnsBecomeRows() {
    var record =
        Records.of(
            """
            {"push_source_name": "rides", "to": "online_and_offline", "unknown": [{}],
             "df": {"id": [1, 2], "name": ["a\\"\\u00e9", null], "x": [NaN, -Infinity],
                    "l": [[1], {"k": true}], "n": [123456789012345678901, 0.5]}}
            """);

    var rows = PUSH.rows(record);

    assertThat(rows)
        .extracting(Records::json)
        .containsExactly(
            "{\"id\":1,\"name\":\"a\\\"é\",\"x\":NaN,\"l\":[1],\"n\":123456789012345678901}",
            "{\"id\":2,\"name\":null,\"x\":-Infinity,\"l\":{\"k\": true},\"n\":0.5}");
    assertThat(rows)
        .extracting(RecordRow::aim)
        .allSatisfy(aim -> assertThat(aim).contains(new Aim("rides", To.ONLINE_AND_OFFLINE)));
  }

  @Test
  void theRecordIsLeftAsItCame() {
    var record = Records.of("{\"push_source_name\": \"a\", \"df\": {\"x\": [\"\\u00e9\\n\"]}}");
    byte[] before = record.value().clone();

    assertThat(PUSH.rows(record)).hasSize(1);

    assertThat(record.value()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": {\"a\": 1, \"b\": 2}} | {\"id\":1} | {\"id\":2}",
        "{\"id\": [1, 2], \"c\": 5}     | {\"id\":1,\"c\":5} | {\"id\":2,\"c\":5}"
      })
  void columnsComeInEveryShape(String df, String first, String second) {
    var record = Records.of("{\"push_source_name\": \"a\", \"df\": " + df + "}");

    assertThat(Records.json(PUSH, record)).containsExactly(first, second);
    assertThat(PUSH.rows(record).getFirst().aim()).contains(new Aim("a", To.ONLINE));
  }

  @Test
  void aPushWithoutRowsHasNone() {
    assertThat(PUSH.rows(Records.of("{\"push_source_name\": \"a\", \"df\": {}}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                                                        | is no JSON object",
        "{\"df\": {}}                                              | push_source_name is missing",
        "{\"push_source_name\": \"a\"}                             | df is missing",
        "{\"push_source_name\": 7, \"df\": {}}                     | push_source_name is no text",
        "{\"push_source_name\": \"a\", \"df\": []}                 | df is no object of columns",
        "{\"push_source_name\": \"a\", \"df\": {}, \"to\": \"x\"}  | to is one of online",
        "{\"push_source_name\": \"a\", \"df\": {\"x\": [1,2,3,4]}} | more than 3 rows",
        "{\"push_source_name\": \"a\", \"df\": {\"x\": [1], \"y\": []}} | same length",
        "{\"push_source_name\": \"a\", \"df\": {\"x\": [1]}        | no JSON: Expecting"
      })
  void whatIsNoPushIsBad(String body, String reason) {
    assertThatThrownBy(() -> PUSH.rows(Records.of(body)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining(reason);
  }

  @Property(tries = 2_000)
  void anyBytesAreRowsOrBad(@ForAll byte[] value) {
    try {
      assertThat(PUSH.rows(Records.of(value))).isNotNull();
    } catch (BadRecordException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }
}
