package dev.penstock.model;

/// One holding of a lease.
///
/// @param number greater than that of every earlier holding, so that a store can refuse who is late
public record Fence(String lease, long number) {
  /// What whoever goes on without the lease is told.
  public PushException lost() {
    return new PushException(
        FailureKind.LEASE_LOST,
        "the lease %s is lost: it was not renewed in time, so another process may go on; this one writes nothing further"
            .formatted(this));
  }

  @Override
  public String toString() {
    return lease + '#' + number;
  }
}
