package dev.penstock.registry;

import dev.penstock.model.Interval;
import io.vertx.core.Future;
import java.util.List;

/// Which windows of a view have been materialized. What is kept here outlives the process.
public interface Progress {

  /// The windows of a view that are done, in any order.
  ///
  /// - **Fails** with `UNAVAILABLE` when nobody can be asked.
  Future<List<Interval>> done(String view);

  /// Records a window whose rows are all acknowledged by the online store.
  ///
  /// - **Atomic**: other windows, of this view or another, are kept, whoever records them.
  /// - **Fails** with `UNAVAILABLE`; nobody knows then, and the same window may be recorded again.
  Future<Void> record(String view, Interval window);
}
