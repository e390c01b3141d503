package dev.penstock.jobs;

import dev.penstock.model.JobReport;

/// What is on disk of a job.
///
/// @param detail see [NewJob]; of a job that has ended see [JobWork#detailAfter]
/// @param stopWanted whether somebody has asked it to stop
record KeptJob(JobReport report, String detail, boolean stopWanted) {

  /// Without what nobody needs of a job that has ended.
  KeptJob trimmed(JobWork<?> work) {
    return report.state().hasEnded() ? new KeptJob(report, detailAfter(work), stopWanted) : this;
  }

  private String detailAfter(JobWork<?> work) {
    try {
      return work.detailAfter(report.state(), detail);
    } catch (RuntimeException unreadable) {
      // What its own work cannot read is of no use to anybody.
      return "";
    }
  }
}
