package dev.penstock.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableReaderTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Property(tries = 1_000)
  void listsAndScalarsHoldWhatJacksonReads(
      @ForAll("rows") List<List<JsonNode>> rows, @ForAll("values") JsonNode value)
      throws IOException {
    var table = JSON.objectNode();
    table.set("scalar", value.isContainerNode() ? JSON.nullNode() : value);
    for (int column = 0; column < 3; column++) {
      var list = table.putArray("c\n" + column);
      for (var row : rows) {
        list.add(row.get(column));
      }
    }

    var read = read(table);

    assertThat(read.rows()).isEqualTo(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      assertThat(node(column(read, "scalar"), row)).isEqualTo(table.get("scalar"));
      for (int column = 0; column < 3; column++) {
        assertThat(node(column(read, "c\n" + column), row)).isEqualTo(rows.get(row).get(column));
      }
    }
  }

  @Property(tries = 1_000)
  void labelledColumnsAreAlignedByTheirLabels(@ForAll("labelled") List<ObjectNode> columns)
      throws IOException {
    var table = JSON.objectNode();
    var labels = new LinkedHashSet<String>();
    for (var column : columns) {
      table.set("c" + table.size(), column);
      column.fieldNames().forEachRemaining(labels::add);
    }

    var read = read(table);

    assertThat(read.rows()).isEqualTo(labels.size());
    for (int column = 0; column < columns.size(); column++) {
      int row = 0;
      for (var label : labels) {
        var expected = columns.get(column).path(label);
        assertThat(node(column(read, "c" + column), row++))
            .isEqualTo(expected.isMissingNode() ? JSON.nullNode() : expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":[1,2],\"b\":[1]}|a|all lists must have the same length; a has 2, another 1",
        "{\"a\":[1,2],\"b\":{\"0\":1}}|b|b is an object, another column a list",
        "{\"a\":1}||at least one column must be a list",
      })
  void columnsThatMakeNoTableAreToldWithTheirPlace(String table, String column, String message) {
    assertThatThrownBy(() -> read(JACKSON.readTree(table)))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            refused -> {
              assertThat(refused).hasMessageContaining(message);
              assertThat(refused.problems().getFirst().loc())
                  .isEqualTo(
                      column == null ? List.of("body", "df") : List.of("body", "df", column));
            });
  }

  @Test
  void moreRowsThanAllowedAreTooLargeAndTheRemedyIsTold() {
    String rows = "1" + ",1".repeat(1_000);

    assertThatThrownBy(() -> read(JACKSON.readTree("{\"a\":[" + rows + "]}")))
        .isInstanceOfSatisfying(
            PushException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE))
        .hasMessage(
            "df has more than 1000 rows (setting http.maxRows); send fewer rows at once, or raise"
                + " the setting");
  }

  @Test
  void moreColumnsThanAllowedAreTooLargeAndTheRemedyIsTold() {
    var table = JSON.objectNode();
    for (int column = 0; column <= 10_000; column++) {
      table.put("c" + column, 1);
    }

    assertThatThrownBy(() -> read(table))
        .isInstanceOf(PushException.class)
        .hasMessageContaining("send those only that the definitions know");
  }

  @Provide
  Arbitrary<List<List<JsonNode>>> rows() {
    return values().list().ofSize(3).list().ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<ObjectNode>> labelled() {
    return Arbitraries.maps(Arbitraries.of("a", "b", "\n", "é", "0"), values())
        .map(values -> {
          var column = JSON.objectNode();
          values.forEach(column::set);
          return column;
        })
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<JsonNode> values() {
    Arbitrary<String> texts =
        Arbitraries.strings().withChars("ab\"\\/\b\f\n\r\t\u0001\u007fé€").ofMaxLength(6);
    return Arbitraries.oneOf(
        texts.map(JSON::textNode),
        Arbitraries.longs().map(JSON::numberNode),
        Arbitraries.of(0.5, -1.25e-300, 1e300).map(JSON::numberNode),
        Arbitraries.of(JSON.nullNode(), JSON.booleanNode(true), JSON.booleanNode(false)),
        Arbitraries.just(JSON.numberNode(BigInteger.TWO.pow(80))),
        texts.map(text -> JSON.arrayNode().add(text).add(JSON.objectNode().put(text, 1L))),
        texts.map(text -> JSON.objectNode().put(text, text)));
  }

  private static RawTable read(JsonNode table) throws IOException {
    var escaping =
        JACKSON.writer().with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII);
    byte[] body = escaping.writeValueAsString(table).getBytes(UTF_8);
    var reader = new JsonReader(body, 0, body.length, 64);
    assertThat(reader.next()).isEqualTo(JsonReader.Token.OBJECT_START);
    return new TableReader(reader, body, 1_000, "df").read(false);
  }

  private static RawColumn column(RawTable table, String name) {
    return table.column(name).orElseThrow();
  }

  private static JsonNode node(RawColumn column, int row) throws IOException {
    var text = new ArrayList<String>();
    if (column.kind(row).compareTo(RawColumn.Kind.BIG_INTEGER) >= 0) {
      text.add(new String(column.text(), column.textStart(row), column.textLength(row), UTF_8));
    }
    return switch (column.kind(row)) {
      case NULL -> JSON.nullNode();
      case TRUE -> JSON.booleanNode(true);
      case FALSE -> JSON.booleanNode(false);
      case INTEGER -> JSON.numberNode(column.integer(row));
      case REAL -> JSON.numberNode(column.real(row));
      case BIG_INTEGER -> JSON.numberNode(new BigInteger(text.getFirst()));
      case TEXT -> JSON.textNode(text.getFirst());
      case ARRAY, OBJECT ->
          JACKSON
              .readerFor(JsonNode.class)
              .with(com.fasterxml.jackson.databind.DeserializationFeature.USE_LONG_FOR_INTS)
              .readValue(text.getFirst());
    };
  }
}
