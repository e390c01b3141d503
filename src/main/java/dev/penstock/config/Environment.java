package dev.penstock.config;

import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.Overrides;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Environment variables that override keys: `PENSTOCK_`, then the path in capitals with `_` for
/// each dot and before each capital; the group `verticles` is left out.
///
/// ```text
/// verticles.http.maxBodyBytes    PENSTOCK_HTTP_MAX_BODY_BYTES
/// online.type                    PENSTOCK_ONLINE_TYPE
/// ```
final class Environment implements Overrides {
  private static final String PREFIX = "PENSTOCK_";
  // What the launcher reads: the installation and the JVM.
  private static final List<String> LAUNCHER = List.of("PENSTOCK_HOME", "PENSTOCK_JAVA");

  private final Map<String, String> variables;
  private final Set<String> asked = new HashSet<>();

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  @Override
  public Optional<Replacement> of(String path) {
    String name = variable(path);
    asked.add(name);
    return Optional.ofNullable(variables.get(name)).map(value -> new Replacement(name, value));
  }

  /// The variables of ours that override nothing.
  List<FileProblem> unknown() {
    return variables.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !asked.contains(name))
        .filter(name -> LAUNCHER.stream().noneMatch(name::startsWith))
        .sorted()
        .map(name -> new FileProblem(name, 0, "", "overrides no known key; unset or correct it"))
        .toList();
  }

  static String variable(String path) {
    String key = path.startsWith("verticles.") ? path.substring("verticles.".length()) : path;
    String words = key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_');
    return PREFIX + words.toUpperCase(Locale.ROOT);
  }
}
