package dev.penstock.yaml;

/// A value in a file, with where it is. Reading one never throws: what is wrong is remembered with
/// the file, a value that fits the type is returned in its place, and [YamlFile#finish()] tells.
public sealed interface YamlNode permits YamlScalar, YamlList, YamlMap {
  Place place();

  /// Remembers that something is wrong here.
  default void problem(String reason) {
    place().problem(reason);
  }

  /// What a person calls this: `a list`, `the number 5`.
  String description();
}
