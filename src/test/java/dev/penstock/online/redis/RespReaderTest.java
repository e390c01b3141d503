package dev.penstock.online.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespReaderTest {
  private static final int MOST = 1_000;

  /// Everything that a server may send, in both versions of the protocol, and how it is told here.
  private static final String[][] ALL = {
    {"+OK\r\n", "SIMPLE OK"},
    {"-ERR no\r\n", "ERROR ERR no"},
    {":-42\r\n", "NUMBER -42"},
    {"$5\r\na\r\nbc\r\n", "BULK a\r\nbc"},
    {"$0\r\n\r\n", "BULK "},
    {"$-1\r\n", "nil"},
    {"*-1\r\n", "nil"},
    {"*0\r\n", "[]"},
    {"*3\r\n$1\r\na\r\n$-1\r\n:7\r\n", "[BULK a, nil, BULK 7]"},
    {
      "*2\r\n*2\r\n*0\r\n*1\r\n$2\r\nxy\r\n$1\r\nz\r\n", "[[[], [BULK xy]], BULK z]",
    },
    {"*2\r\n-ERR no\r\n+OK\r\n", "[ERROR ERR no, BULK OK]"},
    {"_\r\n", "nil"},
    {"#t\r\n", "BOOLEAN t"},
    {",1.5\r\n", "NUMBER 1.5"},
    {"(123456789012345678901\r\n", "NUMBER 123456789012345678901"},
    {"!6\r\nERR no\r\n", "ERROR ERR no"},
    {"=6\r\ntxt:ab\r\n", "BULK ab"},
    {"%2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n_\r\n", "[BULK a, BULK 1, BULK b, nil]"},
    {"~1\r\n$1\r\na\r\n", "[BULK a]"},
    {"|1\r\n$3\r\nttl\r\n:9\r\n$1\r\na\r\n", "BULK a"},
    {"*2\r\n$1\r\na\r\n|1\r\n+x\r\n*1\r\n:1\r\n$1\r\nb\r\n", "[BULK a, BULK b]"},
    {">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n+after\r\n", "SIMPLE after"},
  };

  private final List<@Nullable Response> told = new ArrayList<>();
  private final RespReader reader = new RespReader("redis test", MOST, told::add);

  @Test
  void everyKindOfAnswerIsUnderstood() {
    for (String[] one : ALL) {
      told.clear();

      read(one[0]);

      assertThat(texts()).as(one[0]).containsExactly(one[1]);
    }
  }

  @Test
  void answersMayBeCutAnywhere() {
    String stream = stream();
    var expected = expected();
    for (int cut = 1; cut < stream.length(); cut++) {
      told.clear();

      read(stream.substring(0, cut));
      read(stream.substring(cut));

      assertThat(texts()).as("cut at %d", cut).isEqualTo(expected);
    }
  }

  @Test
  void answersMayComeByteByByte() {
    stream().chars().forEach(octet -> read(String.valueOf((char) octet)));

    assertThat(texts()).isEqualTo(expected());
  }

  @Test
  void answersLongerThanWhatComesAtOnceAreWhole() {
    var large = new RespReader("redis test", 1 << 24, told::add);
    String value = "v".repeat(300_000);
    String answer = "*4\r\n" + ("$300000\r\n" + value + "\r\n").repeat(4);
    byte[] bytes = (answer + "+OK\r\n" + answer).getBytes(ISO_8859_1);

    for (int from = 0; from < bytes.length; from += 4_096) {
      large.read(Buffer.buffer(bytes).slice(from, Math.min(bytes.length, from + 4_096)));
    }

    assertThat(texts().get(1)).isEqualTo("SIMPLE OK");
    assertThat(told.get(0)).hasToString("an array of 4");
    assertThat(told.get(2).get(3)).hasToString(value);
  }

  @Test
  void anAnswerStaysWhenTheNextOneComes() {
    read("*1\r\n$5\r\nfirst\r\n");
    read("*1\r\n$5\r\nother\r\n");

    var first = (RespItems) told.getFirst();
    assertThat(new String(first.bytes(), first.start(0), first.length(0), ISO_8859_1))
        .isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n",
        "$x\r\n",
        "$\r\n",
        "$-2\r\n",
        "*-3\r\n",
        "$1234567890123456789\r\n",
        "$3\r\nabcd\r\n",
        "$3\r\nab\r\n\r\n",
        "*1\r\n$?\r\n",
        "+OK\rno\r\n",
        "\r\n",
      })
  void whatIsNoAnswerIsRefused(String wrong) {
    assertFails(wrong, FailureKind.UNAVAILABLE, "redis test does not answer as Redis does");
  }

  @Test
  void aLineWithoutAnEndIsRefused() {
    assertFails("+" + "x".repeat(20_000), FailureKind.UNAVAILABLE, "a line has more than");
  }

  @Test
  void arraysInArraysInArraysAreRefused() {
    assertFails("*1\r\n".repeat(40), FailureKind.UNAVAILABLE, "too many arrays");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$1001\r\n", "*1001\r\n", "%600000000\r\n", "*1\r\n*2000000000\r\n"})
  void anAnswerThatPromisesTooMuchIsRefusedAtOnce(String wrong) {
    assertFails(wrong, FailureKind.TOO_LARGE, "at most 1000 are read");
  }

  @Test
  void anAnswerThatGrowsTooLongIsRefused() {
    assertFails(
        "*100\r\n" + "$20\r\n".concat("x".repeat(20)).concat("\r\n").repeat(50),
        FailureKind.TOO_LARGE,
        "at most 1000 are read");
  }

  @Test
  void whatIsPromisedTakesNoRoom() {
    var items = new RespItems(1_000_000_000);

    IntStream.range(0, 1_000).forEach(part -> items.add(part, 1));

    assertThat(items.size()).isEqualTo(1_000);
  }

  private void assertFails(String wrong, FailureKind kind, String message) {
    assertThatThrownBy(() -> read(wrong))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            PushException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  private void read(String bytes) {
    reader.read(Buffer.buffer(bytes.getBytes(ISO_8859_1)));
  }

  private List<String> texts() {
    return told.stream().map(RespReaderTest::text).toList();
  }

  private static String stream() {
    var stream = new StringBuilder();
    for (String[] one : ALL) {
      stream.append(one[0]);
    }
    return stream.toString();
  }

  private static List<String> expected() {
    return IntStream.range(0, ALL.length).mapToObj(one -> ALL[one][1]).toList();
  }

  private static String text(@Nullable Response answer) {
    if (answer == null) {
      return "nil";
    }
    return answer.type() == ResponseType.MULTI
        ? IntStream.range(0, answer.size())
            .mapToObj(part -> text(answer.get(part)))
            .toList()
            .toString()
        : answer.type() + " " + answer;
  }
}
