package dev.penstock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The exchanges in which Penstock differs from Feast on purpose: lines `name|status|what is
/// essential of Penstock's body|reason`. A name is exact and the answer is given, so that a row
/// hides one difference and no more.
final class Deviations {
  private record Row(String essence, String reason) {}

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  private Deviations() {}

  static Deviations read(Path file) throws IOException {
    var deviations = new Deviations();
    Files.readAllLines(file).stream().skip(1).forEach(deviations::add);
    return deviations;
  }

  private void add(String line) {
    var fields = line.split("\\|", -1);
    if (fields.length != 4 || fields[3].isBlank()) {
      throw new IllegalArgumentException("not name|status|body|reason: " + line);
    }
    var earlier = rows.put(fields[0], new Row(fields[1] + "|" + fields[2], fields[3]));
    if (earlier != null) {
      throw new IllegalArgumentException("two rows: " + line);
    }
  }

  /// What is wrong with an answer; empty if it is Feast's, or differs as the table says.
  Optional<String> judge(String name, String essence, Optional<String> difference) {
    var row = rows.get(name);
    if (row == null) {
      return difference.map(words -> "%s|%s|: %s".formatted(name, essence, words));
    }
    used.add(name);
    if (difference.isEmpty()) {
      return Optional.of("%s: agrees with Feast, so its row is to go".formatted(name));
    }
    return essence.equals(row.essence())
        ? Optional.empty()
        : Optional.of(
            "%s|%s|: deviates, but the table has %s".formatted(name, essence, row.essence()));
  }

  /// Whether the answers are the same once faults of callers are answered with Feast's 500.
  boolean inStatusCodeAtMost(String name) {
    var row = rows.get(name);
    return row == null || row.reason().startsWith("1.7 P");
  }

  List<String> unused() {
    return rows.keySet().stream()
        .filter(name -> !used.contains(name))
        .map(name -> name + ": in the table, but no such exchange")
        .toList();
  }
}
