package dev.penstock.yaml;

import dev.penstock.yaml.Overrides.Replacement;
import java.util.Optional;

/// Where a value is: its file, line (from 1) and key path.
public final class Place {
  private final String source;
  private final int line;
  private final String path;
  private final Overrides overrides;
  private final Problems problems;

  Place(String source, int line, String path, Overrides overrides, Problems problems) {
    this.source = source;
    this.line = line;
    this.path = path;
    this.overrides = overrides;
    this.problems = problems;
  }

  public int line() {
    return line;
  }

  public String path() {
    return path;
  }

  void problem(String reason) {
    problems.add(new FileProblem(source, line, path, reason));
  }

  /// The same place, where nobody hears of problems: what holds it was told to be wrong already.
  Place muted() {
    return new Place(source, line, path, overrides, new Problems());
  }

  Place key(String key, int keyLine) {
    String child = path.isEmpty() ? key : path + "." + key;
    return new Place(source, keyLine, child, overrides, problems);
  }

  Place item(int index, int itemLine) {
    return new Place(source, itemLine, path + "[" + index + "]", overrides, problems);
  }

  /// The value that replaces the one at this place, if any.
  Optional<YamlScalar> replacement() {
    return overrides.of(path).map(this::replaced);
  }

  private YamlScalar replaced(Replacement replacement) {
    var from = new Place(replacement.place(), 0, path, overrides, problems);
    return new YamlScalar(from, replacement.value(), YamlScalar.Kind.ANY);
  }
}
