package dev.penstock.offline.embedded;

import dev.penstock.offline.Identity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/// The identities of what was appended lately, in memory: this process is the only one that
/// appends. One thread's.
///
/// They are kept in slices by time, so that old ones are forgotten together: once the retention is
/// over, or sooner when there are more than so many, lest memory grow with the pushes of a day. A
/// million takes up to 48 MB.
final class AppendedBatches {
  private static final int SLICES = 8;

  private final long retention;
  private final int sliceSize;
  // The newest comes first.
  private final ArrayDeque<Slice> slices = new ArrayDeque<>();

  /// What was appended within some span of time, in microseconds since the epoch.
  private static final class Slice {
    private final IdentitySet ids = new IdentitySet();
    private final long first;
    private long last;

    Slice(long first) {
      this.first = first;
      this.last = first;
    }
  }

  AppendedBatches(Duration retention, int most) {
    this.retention = TimeUnit.MICROSECONDS.convert(retention);
    this.sliceSize = Math.ceilDiv(most, SLICES);
  }

  boolean contains(Identity id) {
    for (Slice slice : slices) {
      if (slice.ids.contains(id)) {
        return true;
      }
    }
    return false;
  }

  void add(Identity id, long time) {
    var newest = slices.peekFirst();
    if (newest == null
        || newest.ids.size() >= sliceSize
        || time - newest.first >= retention / SLICES) {
      newest = new Slice(time);
      slices.addFirst(newest);
    }
    newest.ids.add(id);
    newest.last = Math.max(newest.last, time);
  }

  /// Forgets what is older than the retention, or too much; tells whether there was any.
  boolean forget(long now) {
    int before = slices.size();
    while (!slices.isEmpty()
        && (slices.size() > SLICES + 1 || slices.getLast().last < now - retention)) {
      slices.removeLast();
    }
    return slices.size() < before;
  }

  /// The time before which nothing is remembered.
  long since(long now) {
    return slices.isEmpty() ? now - retention : slices.getLast().first;
  }
}
