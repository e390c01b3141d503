package dev.penstock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.penstock.encoding.ValueJson;
import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.encoding.ValueReader;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.Problem;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.ValueType;
import java.time.Duration;
import java.time.InstantSource;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnConverterTest {
  /// Type, JSON as it is sent, JSON as it is read back.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INT32|7|7",
        "INT32|1.0|1",
        "INT32|\"12\"|12",
        "INT32|true|1",
        "INT32|NaN|null",
        "INT32|[1]|null",
        "INT64|9223372036854775807|9223372036854775807",
        "INT64|\"-9223372036854775808\"|-9223372036854775808",
        "FLOAT|0.1|0.10000000149011612",
        "FLOAT|1e40|\"Infinity\"",
        "FLOAT|\"nan\"|\"NaN\"",
        "FLOAT|\" 1.5 \"|1.5",
        "FLOAT|true|1.0",
        "DOUBLE|9007199254740993|9007199254740992.0",
        "DOUBLE|-Infinity|\"-Infinity\"",
        "DOUBLE|NaN|null",
        "STRING|1|\"1\"",
        "STRING|1.0|\"1.0\"",
        "STRING|1e20|\"1e+20\"",
        "STRING|true|\"True\"",
        "STRING|\"\"|\"\"",
        "STRING|[\"a\"]|null",
        "BOOL|2|true",
        "BOOL|0|false",
        "BOOL|false|false",
        "BYTES|\"3q2+7w==\"|\"3q2+7w==\"",
        "BYTES|\"3q2+7w\"|\"3q2+7w==\"",
        "BYTES|\"\"|\"\"",
        "INT64|\" +12 \"|12",
        "INT64|\"-9223372036854775807\"|-9223372036854775807",
        "INT64|\"000000000000000000000012\"|12",
        "UNIX_TIMESTAMP|1700000000|1700000000",
        "UNIX_TIMESTAMP|1700000000.0|1700000000",
        "UNIX_TIMESTAMP|\"1700000000\"|1700000000",
        "UNIX_TIMESTAMP|\"2023-11-14T22:13:20Z\"|1700000000",
        "UUID|\"anything\"|\"anything\"",
        "UUID|NaN|null",
        "BYTES|NaN|null",
        "MAP|NaN|null",
        "FLOAT_LIST|NaN|null",
        "DECIMAL|\"1.10\"|\"1.10\"",
        "JSON|\"{\\\"a\\\":1}\"|\"{\\\"a\\\":1}\"",
        "JSON|{\"a\":[1,\"ä\"]}|\"{\\\"a\\\": [1, \\\"\\\\u00e4\\\"]}\"",
        "MAP|{\"a\":1,\"b\":{\"c\":[1.5,2]},\"d\":null}|{\"a\":1,\"b\":{\"c\":[1.5,2.0]},\"d\":null}",
        "MAP|\"{\\\"a\\\":[{\\\"b\\\":true}]}\"|{\"a\":[{\"b\":true}]}",
        "MAP_LIST|[{\"a\":\"x\"},{}]|[{\"a\":\"x\"},{}]",
        "MAP_LIST|[\"{\\\"a\\\":1}\",{}]|[{\"a\":1},{}]",
        "STRUCT|{\"city\":\"Oslo\"}|{\"city\":\"Oslo\"}",
        "INT64_LIST|[1,null,-1]|[1,0,-1]",
        "FLOAT_LIST|[1,2.5,NaN]|[1.0,2.5,\"NaN\"]",
        "DOUBLE_LIST|[]|[]",
        "STRING_LIST|[\"a\",null,\"\\n\"]|[\"a\",\"\",\"\\n\"]",
        "BOOL_LIST|[true,null]|[true,false]",
        "INT64_SET|[3,1,3]|[3,1]",
        "INT64_SET|[0,null,0]|[0]",
        "FLOAT_SET|[0.1,0.10000000001]|[0.10000000149011612]",
        "BOOL_SET|[true,null,false]|[true,false]",
        "STRING_SET|[\"b\",\"a\",\"b\"]|[\"b\",\"a\"]",
        "DOUBLE_SET|[1,1.0,2]|[1.0,2.0]",
        "UNIX_TIMESTAMP_LIST|[1]|[1]",
        "BYTES_LIST|[\"AAE=\"]|[\"AAE=\"]",
        "VALUE_LIST|[[1,2],[\"a\"]]|[[1,2],[\"a\"]]",
      })
  void aValueThatFitsIsReadBack(ValueType type, String sent, String read) {
    var faults = new Faults("body", "df");

    var column = converted(sent, type, Handling.STRICT, faults);

    assertThat(faults.problems()).isEmpty();
    assertThat(rendered(column)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INT32|1.5",
        "INT32|2147483648",
        "INT32|\"1.5\"",
        "INT32|\"\"",
        "INT64|9223372036854775808",
        "INT64|1e30",
        "INT64|Infinity",
        "INT64|\"abc\"",
        "FLOAT|\"abc\"",
        "FLOAT|\"1d\"",
        "DOUBLE|\"1.5\"",
        "DOUBLE|true",
        "STRING|1180591620717411303424",
        "BOOL|\"true\"",
        "BOOL|1.0",
        "BYTES|\"?\"",
        "BYTES|\"3q2+7w=\"",
        "BYTES|\"3q2+7w===\"",
        "BYTES|\"3q2+7\"",
        "BYTES|\"=\"",
        "BYTES|\"====\"",
        "BYTES|\"3q2+=7w=\"",
        "BYTES_LIST|[\"?\"]",
        "INT64|\"-\"",
        "INT64|\"9223372036854775808\"",
        "INT64|\"-9223372036854775809\"",
        "INT64|\"99999999999999999999\"",
        "BYTES|1",
        "UNIX_TIMESTAMP|1.5",
        "UNIX_TIMESTAMP|\"soon\"",
        "UUID|1",
        "JSON|\"{\"",
        "JSON|\"\"",
        "JSON|1",
        "MAP|[1]",
        "MAP|\"[1]\"",
        "MAP|1",
        "MAP|{\"a\":9223372036854775808}",
        "INT64_SET|[0,\"x\"]",
        "INT64_SET|[0,[0]]",
        "MAP_LIST|[1]",
        "MAP_LIST|[\"[1]\"]",
        "MAP_LIST|[\"{\"]",
        "INT64_LIST|[1.5]",
        "INT64_LIST|\"[1]\"",
        "INT32_LIST|[2147483648]",
        "STRING_LIST|[1]",
        "STRING_LIST|\"abc\"",
        "BOOL_LIST|[1]",
        "VALUE_LIST|[1]",
        "SCALAR_MAP|{}",
        "ZONED_TIMESTAMP|\"2023-11-14T22:13:20Z\"",
        "PDF_BYTES|\"AAE=\"",
      })
  void aValueThatDoesNotFitIsTold(ValueType type, String sent) {
    var faults = new Faults("body", "df");

    var column = converted(sent, type, Handling.STRICT, faults);

    assertThat(faults.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.loc()).containsExactly("body", "df", "f", 0));
    assertThat(column.isEmpty(0)).isTrue();
  }

  @Test
  void lenientHandlingCutsFractionsOff() {
    var faults = new Faults("body", "df");

    var column = converted("-1.9", ValueType.INT64, Handling.LENIENT, faults);

    assertThat(faults.any()).isFalse();
    assertThat(rendered(column)).isEqualTo("-1");
  }

  @Property(tries = 1_000)
  void noIntegerIsEverLost(@ForAll long value) {
    var column =
        converted(Long.toString(value), ValueType.INT64, Handling.STRICT, new Faults("body"));

    assertThat(ValueReader.integer(column.bytes(), column.start(0), column.length(0)))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"SCALAR_MAP, MAP", "ZONED_TIMESTAMP, UNIX_TIMESTAMP", "PDF_BYTES, BYTES"})
  void aTypeThatNobodyCanSendIsToldWithTheRemedy(ValueType type, ValueType instead) {
    var faults = new Faults("body", "df");

    converted("\"x\"", type, Handling.STRICT, faults);

    assertThat(faults.problems())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .endsWith(type + " cannot be sent as JSON; declare the feature as " + instead);
  }

  @Test
  void setsOfListsKeepTheFirstOfEqualOnes() {
    var column =
        converted("[[1],[2],[1],[],[]]", ValueType.VALUE_SET, Handling.STRICT, new Faults("body"));

    assertThat(rendered(column)).isEqualTo("[[1],[2],null]");
  }

  @Test
  void aLongTextThatIsNoNumberIsRefusedInNoTime() {
    var faults = new Faults("body", "df");
    String digits = '"' + "1".repeat(500_000) + "x\"";

    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> converted(digits, ValueType.FLOAT, Handling.STRICT, faults));

    assertThat(faults.problems()).hasSize(1);
  }

  /// What was rendered and is sent again becomes the same bytes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INT32|-5",
        "INT64|9007199254740993",
        "DOUBLE|0.1",
        "FLOAT|0.1",
        "STRING|\"ä\\n\"",
        "BOOL|true",
        "BYTES|\"AAE=\"",
        "UNIX_TIMESTAMP|-1",
        "JSON|\"[1, 2]\"",
        "UUID|\"u\"",
        "DECIMAL|\"1.0\"",
        "MAP|{\"a\":{\"b\":[1,2]}}",
        "STRUCT|{\"a\":1.5}",
        "MAP_LIST|[{\"a\":1}]",
        "INT32_LIST|[1,2]",
        "INT64_LIST|[]",
        "DOUBLE_LIST|[1.0]",
        "FLOAT_LIST|[0.5]",
        "STRING_LIST|[\"\"]",
        "BOOL_LIST|[false]",
        "BYTES_LIST|[\"\"]",
        "JSON_LIST|[\"{}\"]",
        "INT64_SET|[2,1]",
        "STRING_SET|[\"x\"]",
        "VALUE_LIST|[[1],[2]]",
        "UUID_LIST|[\"u\"]",
        "DECIMAL_SET|[\"1\"]",
        "UNIX_TIMESTAMP_SET|[5]"
      })
  void parsingWhatWasRenderedGivesTheValue(ValueType type, String sent) {
    var first = converted(sent, type, Handling.STRICT, new Faults("body"));

    var second = converted(rendered(first), type, Handling.STRICT, new Faults("body"));

    assertThat(second.copyOf(0)).isEqualTo(first.copyOf(0)).isNotEmpty();
  }

  private static ByteColumn converted(
      String json, ValueType type, Handling handling, Faults faults) {
    var converter = new ColumnConverter(handling, new TimeParser(InstantSource.system()));
    return converter.convert(
        Tables.column("f", "[" + json + "]"), type, faults, () -> "expected " + type);
  }

  private static String rendered(ByteColumn column) {
    var out = new JsonWriter();
    new ValueJson(NonFinite.TEXT).write(out, column.bytes(), column.start(0), column.length(0));
    return out.toString();
  }
}
