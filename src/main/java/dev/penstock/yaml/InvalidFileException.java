package dev.penstock.yaml;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A file that cannot be used. The message has one line per problem, in the order of the file.
public final class InvalidFileException extends RuntimeException {
  private final transient List<FileProblem> problems;

  /// @param problems at least one
  public InvalidFileException(List<FileProblem> problems) {
    super(message(problems));
    this.problems = sorted(problems);
  }

  /// Sorted by line.
  public List<FileProblem> problems() {
    return problems;
  }

  private static String message(List<FileProblem> problems) {
    return sorted(problems).stream().map(FileProblem::toString).collect(Collectors.joining("\n"));
  }

  private static List<FileProblem> sorted(List<FileProblem> problems) {
    return problems.stream().sorted(Comparator.comparingInt(FileProblem::line)).toList();
  }
}
