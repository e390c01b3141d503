package dev.penstock;

import dev.penstock.jobs.JobListener;
import dev.penstock.materialize.RunListener;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.Interval;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobRows;
import dev.penstock.verify.CheckListener;
import dev.penstock.verify.Verdict;
import dev.penstock.verify.ViewReport;
import java.time.Duration;

/// Has jobs counted.
record CountedJobs(Metrics metrics) implements JobListener, RunListener, CheckListener {
  @Override
  public void counted(int queued, int running) {
    metrics.jobs().underWay(queued, running);
  }

  @Override
  public void ended(JobReport job) {
    metrics.jobs().ended(job);
  }

  @Override
  public void materialized(String view, JobRows rows) {
    metrics.jobs().materialized(view, rows);
  }

  @Override
  public void viewEnded(String view, boolean success, Duration took) {
    metrics.jobs().viewEnded(view, success, took);
  }

  @Override
  public void windowDone(String view, Interval window) {
    metrics.jobs().windowDone(view, window.end());
  }

  @Override
  public void checked(ViewReport report) {
    for (var verdict : Verdict.values()) {
      metrics.jobs().verified(report.view(), verdict.word(), report.share(verdict));
    }
    if (report.error().isEmpty()) {
      metrics.jobs().verified(report.view());
    }
  }
}
