package dev.penstock.lease;

import dev.penstock.model.Fence;
import java.time.Duration;

/// One holding of a lease, as the process that has it sees it. May be asked on any thread.
///
/// Time counts from before the store was asked, and ends a tenth sooner than there: clocks do not
/// run alike, and what was just allowed takes a while to arrive.
public final class Tenure {
  private final Fence fence;
  private final ProcessClock clock;
  private final Duration length;
  private volatile ProcessClock.Mark from;
  private volatile boolean ended;

  /// @param from when the store was asked for the lease
  Tenure(Fence fence, ProcessClock clock, Duration ttl, ProcessClock.Mark from) {
    this.fence = fence;
    this.clock = clock;
    this.length = ttl.minus(ttl.dividedBy(10));
    this.from = from;
  }

  public Fence fence() {
    return fence;
  }

  /// Whether the lease is still held, for all that can be known here.
  public boolean isHeld() {
    return !ended && clock.since(from).compareTo(length) < 0;
  }

  /// Returns when the lease is held.
  ///
  /// - **Fails** by throwing `LEASE_LOST` when it is not, whoever has it now.
  public void check() {
    if (!isHeld()) {
      end();
      throw fence.lost();
    }
  }

  /// What was lost stays lost: somebody else may have had it meanwhile.
  void prolong(ProcessClock.Mark asked) {
    if (isHeld()) {
      from = asked;
    } else {
      end();
    }
  }

  void end() {
    ended = true;
  }
}
