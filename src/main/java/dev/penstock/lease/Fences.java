package dev.penstock.lease;

import dev.penstock.model.Fence;

/// Stands before everything that is written under a lease.
@FunctionalInterface
public interface Fences {
  /// Returns when a lease is held by this process.
  ///
  /// - **Fails** by throwing `LEASE_LOST` otherwise, also for one that an earlier process had.
  void check(Fence fence);
}
