package dev.penstock.materialize;

import dev.penstock.model.Interval;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRows;
import java.time.Duration;

/// Is told of jobs; on the thread that does them.
public interface JobListener {
  /// How many jobs there are that have not ended.
  void counted(int queued, int running);

  /// A job has ended.
  void ended(JobReport job);

  /// A chunk of a view was acknowledged.
  void materialized(String view, JobRows rows);

  /// A view was materialized, or not.
  void viewEnded(String view, boolean success, Duration took);

  /// A window of a view is done, now or since before the start.
  void windowDone(String view, Interval window);
}
