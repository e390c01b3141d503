package dev.penstock.model;

import java.util.Optional;

/// A window of event time, both ends included.
///
/// @param start in microseconds since the epoch, UTC
/// @param end likewise; not before the start
public record Interval(long start, long end) {
  public Interval {
    if (end < start) {
      throw new IllegalArgumentException("a window ends at " + end + ", before its start " + start);
    }
  }

  /// The part of it that is not after a time; empty when all of it is.
  public Optional<Interval> until(long last) {
    return start > last ? Optional.empty() : Optional.of(new Interval(start, Math.min(end, last)));
  }
}
