package dev.penstock.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A request to copy history into the online store.
///
/// @param views names of views; without any, all that can be materialized
/// @param force whether what is stored is replaced, whatever its times are
/// @param mayWait whether it waits for other jobs on one of the views, instead of being refused
/// @param lease that has to be held while it is done, if any
public record MaterializeRequest(
    JobTrigger trigger,
    Optional<List<String>> views,
    Window window,
    boolean force,
    boolean mayWait,
    Optional<Lease> lease)
    implements JobRequest {
  public MaterializeRequest {
    views = views.map(List::copyOf);
  }

  /// A request that needs no lease.
  public MaterializeRequest(
      JobTrigger trigger,
      Optional<List<String>> views,
      Window window,
      boolean force,
      boolean mayWait) {
    this(trigger, views, window, force, mayWait, Optional.empty());
  }

  /// A lease, and how far the same run has come before under another holding of it, or in an
  /// attempt that has failed.
  ///
  /// @param reached in words of whoever does the request
  public record Lease(Fence fence, Optional<String> reached) {}

  /// Times are microseconds since the epoch, UTC.
  public sealed interface Window {
    /// Both ends included; the start must be before the end.
    record Between(long start, long end) implements Window {}

    /// All that has happened so far.
    record UpToNow() implements Window {}

    /// From where the view's last window ended.
    ///
    /// @param lookBack how much earlier to begin, for rows that arrive late; without one, as the
    ///   settings say
    record Incremental(long end, Optional<Duration> lookBack) implements Window {}
  }
}
