package dev.penstock.config;

import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.Overrides;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What overrides keys of the file: options of the command line, then environment variables, which
/// are `PENSTOCK_`, then the path in capitals with `_` for each dot and before each capital; the
/// group `verticles` is left out.
///
/// ```text
/// verticles.http.maxBodyBytes    PENSTOCK_HTTP_MAX_BODY_BYTES
/// online.type                    PENSTOCK_ONLINE_TYPE
/// ```
final class Environment implements Overrides {
  private static final String PREFIX = "PENSTOCK_";

  /// What the launcher reads.
  private static final Set<String> LAUNCHER = Set.of("PENSTOCK_JAVA_HOME", "PENSTOCK_JAVA_OPTS");

  /// What Kubernetes tells the containers of a namespace with a Service named `penstock`. A
  /// `PENSTOCK_PORT` that is a plain number is somebody's mistake.
  private static final Pattern SERVICE_LINK =
      Pattern.compile("PENSTOCK_SERVICE_.*|PENSTOCK_PORT_.*|PENSTOCK_PORT=[a-z]+://.*");

  private final Map<String, String> variables;
  private final Map<String, Replacement> options;
  private final Set<String> asked = new HashSet<>();

  Environment(Map<String, String> variables, Map<String, Replacement> options) {
    this.variables = Map.copyOf(variables);
    this.options = Map.copyOf(options);
  }

  @Override
  public Optional<Replacement> of(String path) {
    String name = variable(path);
    asked.add(name);
    return Optional.ofNullable(options.get(path))
        .or(() ->
            Optional.ofNullable(variables.get(name)).map(value -> new Replacement(name, value)));
  }

  /// The variables of ours that override nothing.
  List<FileProblem> unknown() {
    return variables.entrySet().stream()
        .filter(variable -> isUnknown(variable.getKey(), variable.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .map(name -> new FileProblem(name, 0, "", "overrides no known key; unset or correct it"))
        .toList();
  }

  private boolean isUnknown(String name, String value) {
    return name.startsWith(PREFIX)
        && !asked.contains(name)
        && !LAUNCHER.contains(name)
        && !SERVICE_LINK.matcher(name).matches()
        && !SERVICE_LINK.matcher(name + '=' + value).matches();
  }

  static String variable(String path) {
    String key = path.startsWith("verticles.") ? path.substring("verticles.".length()) : path;
    String words = key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_');
    return PREFIX + words.toUpperCase(Locale.ROOT);
  }
}
