package dev.penstock.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.json.JsonReader.Token;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static final ObjectMapper JACKSON = new ObjectMapper();

  @Test
  void tokensComeInTheOrderOfTheText() {
    var tokens = tokens(" {\"a\" : [1, -2.5e3, \"x\", true, false, null, NaN], \"b\":{}} ");

    assertThat(tokens)
        .containsExactly(
            Token.OBJECT_START,
            Token.NAME,
            Token.ARRAY_START,
            Token.INTEGER,
            Token.REAL,
            Token.TEXT,
            Token.TRUE,
            Token.FALSE,
            Token.NULL,
            Token.REAL,
            Token.ARRAY_END,
            Token.NAME,
            Token.OBJECT_START,
            Token.OBJECT_END,
            Token.OBJECT_END,
            Token.END);
  }

  @Property(tries = 2_000)
  void everyLongIsExact(@ForAll long value) {
    var reader = reader(Long.toString(value));

    assertThat(reader.next()).isEqualTo(Token.INTEGER);
    assertThat(reader.integer()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1180591620717411303424"})
  void largerIntegersKeepTheirDigits(String digits) {
    var reader = reader(digits);

    assertThat(reader.next()).isEqualTo(Token.BIG_INTEGER);
    assertThat(reader.text()).isEqualTo(digits);
  }

  @Property(tries = 2_000)
  void everyDoubleIsReadBackAsWritten(@ForAll double value) {
    var writer = new JsonWriter();
    writer.real(value);
    var reader = reader(writer.toString());

    assertThat(reader.next()).isEqualTo(Token.REAL);
    assertThat(reader.real()).isEqualTo(value);
  }

  @Property(tries = 2_000)
  void decimalsAreReadAsJavaReadsThem(@ForAll("decimals") BigDecimal value) {
    String text = value.toPlainString();
    var reader = reader(text);

    var token = reader.next();

    if (token == Token.REAL) {
      assertThat(reader.real()).isEqualTo(Double.parseDouble(text));
    }
  }

  @Provide
  Arbitrary<BigDecimal> decimals() {
    return Arbitraries.bigDecimals().ofScale(17);
  }

  @Property(tries = 1_000)
  void anyTextSurvivesWriterAndReader(@ForAll("texts") String text) {
    var writer = new JsonWriter();
    writer.text(text);
    var reader = reader(writer.toString());

    assertThat(reader.next()).isEqualTo(Token.TEXT);
    assertThat(reader.text()).isEqualTo(text);
  }

  @Property(tries = 1_000)
  void escapesAreReadAsJacksonWritesThem(@ForAll("texts") String text) throws IOException {
    var escaping = JACKSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
    var reader = reader(escaping.writeValueAsString(text));

    assertThat(reader.next()).isEqualTo(Token.TEXT);
    assertThat(reader.text()).isEqualTo(text);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.integers()
        .between(0, 0x10FFFF)
        .filter(codePoint -> codePoint < 0xD800 || codePoint > 0xDFFF)
        .list()
        .ofMaxSize(20)
        .map(points -> new String(points.stream().mapToInt(i -> i).toArray(), 0, points.size()));
  }

  @Property(tries = 1_000)
  void skippingLeavesTheReaderBehindTheValue(@ForAll("nodes") JsonNode node) {
    var reader = reader("[" + node + ",7]");
    reader.next();
    reader.next();

    reader.skip();

    assertThat(reader.next()).isEqualTo(Token.INTEGER);
    assertThat(reader.integer()).isEqualTo(7);
  }

  @Property(tries = 3_000)
  void whatJacksonRefusesIsRefused(@ForAll("mangled") String text) {
    assertThat(accepts(text)).as(text).isEqualTo(jacksonAccepts(text));
  }

  @Provide
  Arbitrary<JsonNode> nodes() {
    var json = JsonNodeFactory.instance;
    Arbitrary<JsonNode> leaf =
        Arbitraries.oneOf(
            Arbitraries.longs().map(json::numberNode),
            Arbitraries.of(0.5, -1e300, 1.0).map(json::numberNode),
            Arbitraries.strings().ascii().ofMaxLength(5).map(json::textNode),
            Arbitraries.of(json.nullNode(), json.booleanNode(true), json.booleanNode(false)));
    return Arbitraries.lazyOf(
        () -> leaf,
        () -> leaf,
        () -> nodes().list().ofMaxSize(3).map(all -> json.arrayNode().addAll(all)),
        () ->
            nodes()
                .list()
                .ofMaxSize(3)
                .map(all -> {
                  var object = json.objectNode();
                  all.forEach(value -> object.set("n" + object.size(), value));
                  return object;
                }));
  }

  /// Valid texts with one character replaced, removed or cut behind.
  @Provide
  Arbitrary<String> mangled() {
    var positions = Arbitraries.integers().between(0, 200);
    var characters = Arbitraries.of("{}[]:,\"\\ truefalsn0123456789.-+eE".split(""));
    return net.jqwik.api.Combinators.combine(nodes(), positions, characters)
        .as((node, position, character) -> {
          String text = node.toString();
          int at = position % (text.length() + 1);
          return switch (position % 3) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + character + text.substring(at);
            default ->
                text.substring(0, at) + character + text.substring(Math.min(text.length(), at + 1));
          };
        });
  }

  @Test
  void deeperNestingThanAllowedIsToldApart() {
    var reader = new JsonReader("[[[[1]]]]".getBytes(UTF_8), 0, 9, 3);

    assertThatThrownBy(() -> drain(reader))
        .isInstanceOfSatisfying(
            JsonException.class,
            failure -> {
              assertThat(failure.tooDeep()).isTrue();
              assertThat(failure.offset()).isEqualTo(3);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"c080", "c1bf", "e08080", "eda080", "f0808080", "f4908080", "ff", "e282", "80"})
  void malformedUtf8IsRefused(String hex) {
    var bytes = java.util.HexFormat.of().parseHex("22" + hex + "22");
    var reader = new JsonReader(bytes, 0, bytes.length, 8);

    assertThatThrownBy(() -> drain(reader)).isInstanceOf(JsonException.class);
  }

  @Test
  void anUnpairedSurrogateIsRefused() {
    assertThat(accepts("\"\\ud800\"")).isFalse();
    assertThat(accepts("\"\\udc00\\ud800\"")).isFalse();
  }

  @Test
  void theTextItselfIsNotChanged() {
    var bytes = "[\"a\\nb\",\"\\u00e4\"]".getBytes(UTF_8);
    var before = bytes.clone();

    drain(new JsonReader(bytes, 0, bytes.length, 8));

    assertThat(bytes).isEqualTo(before);
  }

  private static boolean accepts(String text) {
    try {
      drain(reader(text));
      return true;
    } catch (JsonException refused) {
      return false;
    }
  }

  private static boolean jacksonAccepts(String text) {
    try (var parser = JACKSON.getFactory().createParser(text)) {
      var tree = JACKSON.readTree(parser);
      return tree != null && !tree.isMissingNode() && parser.nextToken() == null;
    } catch (JsonProcessingException refused) {
      return false;
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<Token> tokens(String text) {
    return drain(reader(text));
  }

  private static List<Token> drain(JsonReader reader) {
    var tokens = new ArrayList<Token>();
    do {
      tokens.add(reader.next());
    } while (tokens.getLast() != Token.END);
    return tokens;
  }

  private static JsonReader reader(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new JsonReader(bytes, 0, bytes.length, 1_000);
  }
}
