package dev.penstock.materialize;

import dev.penstock.model.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Windows without those that others make superfluous.
final class IntervalUnion {
  private IntervalUnion() {}

  /// The same times in as few windows as possible, sorted.
  static List<Interval> of(List<Interval> windows) {
    var union = new ArrayList<Interval>();
    for (var next : windows.stream().sorted(Comparator.comparingLong(Interval::start)).toList()) {
      var last = union.isEmpty() ? null : union.getLast();
      if (last != null && next.start() <= last.end()) {
        union.set(union.size() - 1, new Interval(last.start(), Math.max(last.end(), next.end())));
      } else {
        union.add(next);
      }
    }
    return List.copyOf(union);
  }
}
