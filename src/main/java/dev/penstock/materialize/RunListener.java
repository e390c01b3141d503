package dev.penstock.materialize;

import dev.penstock.model.Interval;
import dev.penstock.model.JobRows;
import java.time.Duration;

/// Is told of materializations; on the thread that does them.
public interface RunListener {
  /// A chunk of a view was acknowledged.
  void materialized(String view, JobRows rows);

  /// A view was materialized, or not.
  void viewEnded(String view, boolean success, Duration took);

  /// A window of a view is done, now or since before the start.
  void windowDone(String view, Interval window);
}
