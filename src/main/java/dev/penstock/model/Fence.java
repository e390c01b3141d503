package dev.penstock.model;

/// One holding of a lease.
///
/// @param number greater than that of every earlier holding, so that a store can refuse who is late
public record Fence(String lease, long number) {
  @Override
  public String toString() {
    return lease + '#' + number;
  }
}
