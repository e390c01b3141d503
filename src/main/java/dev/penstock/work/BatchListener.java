package dev.penstock.work;

import java.time.Duration;

/// Is told of every batch of a [BatchWorker] or [BatchPipeline] that has ended.
public interface BatchListener {
  /// Nobody who wants to know.
  BatchListener NONE = (jobs, weight, took) -> {};

  /// A batch has ended, well or not.
  ///
  /// @param jobs pieces of work that left together
  /// @param weight theirs, in the worker's own measure
  void ended(int jobs, long weight, Duration took);
}
