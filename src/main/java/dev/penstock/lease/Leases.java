package dev.penstock.lease;

import dev.penstock.model.Fence;
import dev.penstock.schedule.Past;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Grants each lease to one owner at a time, whatever process asks, and keeps beside it what has
/// become of the schedule of the same name. Every implementation passes `LeasesContract`.
///
/// Time is that of the store, not of the process that asks. All **fail** with the store's
/// [dev.penstock.model.PushException], such as `UNAVAILABLE`; nobody knows then whether it was
/// done.
public interface Leases {
  /// Takes a lease that nobody holds, or that was not renewed in time.
  ///
  /// @param owner of this one holding; who asks again under the same name has it already
  /// @return empty while somebody else holds it
  Future<Optional<Fence>> acquire(String name, String owner, Duration ttl);

  /// Holds a lease for so long from now on.
  ///
  /// @return false when it is lost: it was not renewed in time, whether or not somebody else has it
  Future<Boolean> renew(Fence fence, Duration ttl);

  /// Lets somebody else have the lease; nothing happens when it was lost.
  Future<Void> release(Fence fence);

  /// What has become of a schedule so far.
  Future<Past> past(String name);

  /// Replaces what has been done and begun.
  ///
  /// @return false when it is refused, because the lease is lost
  Future<Boolean> note(Fence fence, Optional<Instant> done, Optional<Instant> begun);

  /// Keeps how far the run is that was begun, in words of whoever runs. They are gone once another
  /// one was begun, or none is under way.
  ///
  /// @return false when it is refused, because the lease is lost
  Future<Boolean> keep(Fence fence, String reached);

  /// What was kept last of the run that was begun; nothing for who does not hold the lease.
  Future<Optional<String>> reached(Fence fence);

  /// Pauses or resumes a schedule, for all processes; no lease is needed.
  Future<Void> pause(String name, boolean paused);

  /// Lets go of connections.
  Future<Void> close();
}
