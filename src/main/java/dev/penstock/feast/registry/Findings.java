package dev.penstock.feast.registry;

import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.InvalidFileException;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a registry, and what is merely not served.
final class Findings {
  private final String place;
  private final List<FileProblem> problems = new ArrayList<>();
  private final List<FileProblem> warnings = new ArrayList<>();

  /// @param place name of the registry
  Findings(String place) {
    this.place = place;
  }

  /// @param what is meant, such as `feature view trips`
  void problem(String what, String reason) {
    problems.add(new FileProblem(place, 0, what, reason));
  }

  void warning(String what, String reason) {
    warnings.add(new FileProblem(place, 0, what, reason));
  }

  List<FileProblem> warnings() {
    return warnings;
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidFileException(problems);
    }
  }
}
