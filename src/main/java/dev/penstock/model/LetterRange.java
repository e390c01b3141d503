package dev.penstock.model;

/// Dead letters of one partition that are to be tried.
///
/// @param next offset of the first
/// @param end behind the last
public record LetterRange(int partition, long next, long end) {
  public long size() {
    return end - next;
  }
}
