package dev.penstock.ingress.kafka.format;

import java.util.LinkedHashSet;
import java.util.Set;

/// A column that the definitions know.
///
/// @param others names that a record may have it under as well
/// @param created whether it holds the time at which a row was recorded, which is now where a
///   record does not say it
public record WantedColumn(String name, Set<String> others, boolean created) {
  public WantedColumn {
    others = Set.copyOf(others);
  }

  /// A column with a second name, which may be the same.
  public static WantedColumn of(String name, String otherName, boolean created) {
    return new WantedColumn(name, otherName.equals(name) ? Set.of() : Set.of(otherName), created);
  }

  /// This column, as somebody else wants it too.
  public WantedColumn or(WantedColumn other) {
    var all = new LinkedHashSet<>(others);
    all.addAll(other.others);
    return new WantedColumn(name, all, created || other.created);
  }
}
