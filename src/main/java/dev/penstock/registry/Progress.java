package dev.penstock.registry;

import dev.penstock.model.Fence;
import dev.penstock.model.Interval;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Which windows of views have been materialized. What is kept here outlives the process.
public interface Progress {

  /// The windows of some views that are done, in any order; a list for each view, which may be
  /// empty.
  ///
  /// - **Fails** with `UNAVAILABLE` when nobody can be asked.
  Future<Map<String, List<Interval>>> done(Collection<String> views);

  /// Records a window whose rows are all acknowledged by the online store.
  ///
  /// - **Atomic**: other windows, of this view or another, are kept, whoever records them.
  /// - **Fails** with `UNAVAILABLE`; nobody knows then, and the same window may be recorded again.
  Future<Void> record(String view, Interval window);

  /// The same, recording only as long as a lease is held.
  ///
  /// - **Fails** to record with `LEASE_LOST` when the lease is lost, as far as what is kept can
  ///   tell.
  default Progress under(Fence held) {
    return this;
  }
}
