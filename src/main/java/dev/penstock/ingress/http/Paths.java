package dev.penstock.ingress.http;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds what serves a path. A path of the API may have one variable part: `/jobs/{id}/result`.
final class Paths {
  private final Map<String, Endpoint> endpoints;
  private final List<Template> templates;

  Paths(Map<String, Endpoint> endpoints) {
    this.endpoints = Map.copyOf(endpoints);
    this.templates =
        endpoints.keySet().stream()
            .filter(path -> path.contains("{"))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Template::of)
            .toList();
  }

  /// A path of the API that somebody has asked for.
  ///
  /// @param path as the API has it, with the name of its variable part
  /// @param variable what was asked for in place of that; empty without one
  record Found(String path, String variable, Endpoint endpoint) {}

  Optional<Found> find(String path) {
    var exact = endpoints.get(path);
    if (exact != null && !path.contains("{")) {
      return Optional.of(new Found(path, "", exact));
    }
    return templates.stream()
        .filter(template -> template.fits(path))
        .findFirst()
        .flatMap(template -> found(template, path));
  }

  private Optional<Found> found(Template template, String path) {
    return Optional.ofNullable(endpoints.get(template.path()))
        .map(endpoint -> new Found(template.path(), template.variable(path), endpoint));
  }

  private record Template(String path, String before, String after) {
    static Template of(String path) {
      int close = path.indexOf('}');
      return new Template(path, path.substring(0, path.indexOf('{')), path.substring(close + 1));
    }

    boolean fits(String asked) {
      return asked.length() > before.length() + after.length()
          && asked.startsWith(before)
          && asked.endsWith(after)
          && !variable(asked).contains("/");
    }

    String variable(String asked) {
      return asked.substring(before.length(), asked.length() - after.length());
    }
  }
}
