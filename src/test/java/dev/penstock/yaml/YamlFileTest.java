package dev.penstock.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class YamlFileTest {
  @Test
  void hostileFilesAreRefused() {
    refused("", "f: is empty");
    refused("[1]", "f:1: is a list, expected a map");
    refused("a: [", "is not YAML");
    refused("a: 1\nb: {\n", "is not YAML");
    refused("a: 1\n---\nb: 2\n", "is not YAML");
    refused("a: " + "[".repeat(100_000), "is nested deeper than 64 levels");
    refused("a: &a [*a]", "its aliases repeat too much");
    refused("a: \u0007", "holds a character that YAML does not allow");
    refused(bomb(), "alias");
  }

  @Test
  void binaryIsRefusedWithItsLine() {
    byte[] bytes = {'a', ':', '\n', (byte) 0xff, (byte) 0xfe};

    assertThatThrownBy(() -> YamlFile.parse("f", bytes, Overrides.NONE))
        .hasMessage("f:2: is not UTF-8 text");
  }

  @Test
  void problemsAreToldTogetherAndByLine() {
    var file = parse("d: 5x\na: 1\na: 2\nb: null\nn: 99\n");
    var root = file.root();

    var duration = root.duration("d", Duration.ZERO, Duration.ofDays(1));
    var text = root.text("b") + root.text("c") + duration + root.integer("n", 1, 9);
    root.end();

    assertThatThrownBy(file::finish)
        .hasMessage(
            """
            f:1: d: is the text '5x', expected a time span such as 90d, 2h, 30m, 45s, 500ms, PT1H30M or 0
            f:1: c: is missing
            f:2: a: is not a known key; known here: b, c, d, n
            f:3: a: is a duplicate key; it is already on line 2
            f:4: b: is nothing, expected a text
            f:5: n: is 99, expected 1 to 9\
            """);
    assertThat(text).isNotEmpty();
  }

  private static void refused(String yaml, String reason) {
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(reason);
  }

  private static YamlFile parse(String yaml) {
    return YamlFile.parse("f", yaml.getBytes(UTF_8), Overrides.NONE);
  }

  private static String bomb() {
    var bomb = new StringBuilder("a0: &a0 [1, 1]\n");
    for (int level = 1; level < 24; level++) {
      int below = level - 1;
      bomb.append("a" + level + ": &a" + level + " [*a" + below + ", *a" + below + "]\n");
    }
    return bomb.toString();
  }
}
