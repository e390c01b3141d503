package dev.penstock.model;

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
}
