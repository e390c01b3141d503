package dev.penstock.yaml;

import java.util.Optional;

/// Values that replace those of a file, key by key.
@FunctionalInterface
public interface Overrides {
  Overrides NONE = path -> Optional.empty();

  /// The value that replaces the one at a path such as `online.type`, whether or not the file has
  /// one.
  Optional<Replacement> of(String path);

  /// A value and where it comes from.
  record Replacement(String place, String value) {}
}
