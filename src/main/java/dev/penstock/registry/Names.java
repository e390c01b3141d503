package dev.penstock.registry;

import dev.penstock.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What is defined under each name; a name is defined once.
final class Names<T> {
  private final String kind;
  private final Map<String, Defined<T>> defined = new LinkedHashMap<>();

  /// @param kind what is named, with its article: `an entity`
  Names(String kind) {
    this.kind = kind;
  }

  void define(String name, T value, YamlMap at) {
    var earlier = defined.putIfAbsent(name, new Defined<>(value, at));
    if (earlier != null) {
      at.problem(
          "name", "'" + name + "' is already the name of " + kind + ", on line " + earlier.line());
    }
  }

  Optional<T> find(String name) {
    return Optional.ofNullable(defined.get(name)).map(Defined::value);
  }

  Map<String, Defined<T>> all() {
    return defined;
  }

  /// Something with a name, and where it is.
  record Defined<T>(T value, YamlMap at) {
    int line() {
      return at.at("name").line();
    }
  }
}
