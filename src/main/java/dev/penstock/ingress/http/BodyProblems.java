package dev.penstock.ingress.http;

import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What FastAPI would say about the members of a body.
final class BodyProblems {
  private final List<Problem> problems = new ArrayList<>();

  /// Problems of elements of a list that are only counted; no other has so many.
  private int untold;

  /// One of a few: a member has one at most.
  void add(Problem problem) {
    problems.add(problem);
  }

  /// One that any number of elements of a member may have.
  void addOneOfMany(Problem problem) {
    if (problems.size() < InvalidRequestException.MOST_PROBLEMS) {
      problems.add(problem);
    } else {
      untold++;
    }
  }

  /// A member is not there, unless something was said about it already.
  ///
  /// @param body as it was sent
  void missing(String name, String body) {
    boolean mentioned = problems.stream().anyMatch(problem -> problem.loc().contains(name));
    if (!mentioned) {
      problems.add(new Problem("missing", List.of("body", name), "Field required", body));
    }
  }

  /// What is wrong with a member does not matter when it is given again.
  void forget(String name) {
    if (!problems.isEmpty() && problems.removeIf(problem -> problem.loc().get(1).equals(name))) {
      untold = 0;
    }
  }

  /// - **Fails** by throwing `INVALID` when anything was wrong.
  ///
  /// @param order of the members, in which their problems are told
  void check(List<String> order) {
    if (!problems.isEmpty()) {
      problems.sort(Comparator.comparingInt(problem -> order.indexOf(problem.loc().get(1))));
      throw new InvalidRequestException(problems, problems.size() + untold);
    }
  }
}
