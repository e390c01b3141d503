package dev.penstock.lease;

import dev.penstock.model.Fence;
import io.vertx.core.Future;

/// Stands before everything that is written under a lease.
public interface Fences {
  /// Returns when a lease is held by this process.
  ///
  /// - **Fails** by throwing `LEASE_LOST` otherwise, also for one that an earlier process had.
  void check(Fence fence);

  /// Keeps how far the run under a lease is, for whoever goes on with it.
  ///
  /// - **Fails** with `LEASE_LOST` when the lease is not held.
  Future<Void> keep(Fence fence, String reached);
}
