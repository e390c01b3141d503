package dev.penstock.fidelity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The table of what Penstock answers otherwise than Feast on purpose, as people read it: lines of
/// `| exchanges | what Feast answers | what Penstock answers | why |`. In the first three `*`
/// stands for anything, and several exchanges are separated by `<br>`.
///
/// A rule explains a [Difference] that is of one of its exchanges and whose two sides are as it
/// says; no more of the answer.
final class Deviations {
  private final List<Rule> rules;
  private final Set<Pattern> used = new HashSet<>();

  private Deviations(List<Rule> rules) {
    this.rules = rules;
  }

  private record Rule(List<Pattern> exchanges, Pattern feast, Pattern penstock, String why) {
    static Rule of(String line) {
      var cells = line.strip().split("\\|", -1);
      if (cells.length != 6 || cells[4].isBlank()) {
        throw new IllegalArgumentException("not exchanges, Feast, Penstock, why: " + line);
      }
      var exchanges = Arrays.stream(cells[1].split("<br>")).map(Rule::pattern).toList();
      return new Rule(exchanges, pattern(cells[2]), pattern(cells[3]), cells[4].strip());
    }

    private static Pattern pattern(String cell) {
      return Pattern.compile(
          Arrays.stream(cell.strip().replaceAll("^`|`$", "").split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*")),
          Pattern.DOTALL);
    }

    boolean tells(Difference difference) {
      return feast.matcher(difference.feast()).matches()
          && penstock.matcher(difference.penstock()).matches();
    }
  }

  static Deviations read(Path file) throws IOException {
    return new Deviations(
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("| `"))
            .map(Rule::of)
            .toList());
  }

  /// Whether a rule explains a difference; it counts as used then.
  boolean explain(Difference difference) {
    var fitting =
        rules.stream()
            .filter(rule -> rule.tells(difference))
            .flatMap(rule -> rule.exchanges().stream())
            .filter(exchange -> exchange.matcher(difference.exchange()).matches())
            .toList();
    used.addAll(fitting);
    return !fitting.isEmpty();
  }

  /// Rules, or exchanges of a rule, that explained nothing.
  List<String> unused() {
    return rules.stream()
        .flatMap(rule ->
            rule.exchanges().stream()
                .filter(exchange -> !used.contains(exchange))
                .map(exchange -> "no difference at " + exchange + ": " + rule.why()))
        .toList();
  }
}
