package dev.penstock.yaml;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with one file while it is read.
final class Problems {
  /// A file that is wrong all over is told to be so, not listed to the end.
  private static final int MOST = 1_000;

  private final List<FileProblem> found = new ArrayList<>();

  void add(FileProblem problem) {
    if (found.size() < MOST && !found.contains(problem)) {
      found.add(problem);
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidFileException(found);
    }
  }
}
