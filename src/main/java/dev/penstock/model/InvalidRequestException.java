package dev.penstock.model;

import java.util.List;

/// A request that is refused for what is in it; nothing was written.
public final class InvalidRequestException extends PushException {
  /// How many problems are told; the rest is counted.
  public static final int MOST_PROBLEMS = 100;

  private final transient List<Problem> problems;
  private final int count;

  /// @param problems the first [#MOST_PROBLEMS] of them, at least one
  /// @param count how many there are in all
  public InvalidRequestException(List<Problem> problems, int count) {
    super(FailureKind.INVALID, problems.getFirst().message());
    this.problems = List.copyOf(problems);
    this.count = count;
  }

  public List<Problem> problems() {
    return problems;
  }

  public int count() {
    return count;
  }
}
