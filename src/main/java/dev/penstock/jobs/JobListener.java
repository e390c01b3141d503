package dev.penstock.jobs;

import dev.penstock.model.JobReport;

/// Is told of jobs; on the thread that does them.
public interface JobListener {
  /// How many jobs there are that have not ended.
  void counted(int queued, int running);

  /// A job has ended.
  void ended(JobReport job);
}
