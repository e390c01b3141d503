package dev.penstock.jobs;

import dev.penstock.model.JobReport;
import dev.penstock.model.JobResult;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// A job that a test runs by itself.
public final class KeptInMemory implements RunningJob {
  private final NewJob job;
  private final Path directory;
  private Promise<Void> stopping = Promise.promise();
  private String detail;
  private JobRows rows = JobRows.NONE;
  private Optional<JobResult> result = Optional.empty();
  private boolean stopped;
  private double fraction;

  public KeptInMemory(NewJob job, Path directory) {
    this.directory = directory;
    this.job = job;
    this.detail = job.detail();
  }

  public void stop() {
    stopped = true;
    stopping.tryComplete();
  }

  public void goOn() {
    stopped = false;
    stopping = Promise.promise();
  }

  public double fraction() {
    return fraction;
  }

  @Override
  public JobReport report() {
    return new JobReport(
        "job",
        job.kind(),
        job.trigger(),
        job.views(),
        job.window(),
        JobState.RUNNING,
        rows,
        fraction,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        result,
        1);
  }

  @Override
  public String detail() {
    return detail;
  }

  @Override
  public boolean isStopping() {
    return stopped;
  }

  @Override
  public Future<Void> stopping() {
    return stopping.future();
  }

  @Override
  public Future<Void> keep(String newDetail, JobRows newRows, double newFraction) {
    detail = newDetail;
    rows = newRows;
    fraction = newFraction;
    return Future.succeededFuture();
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void leaves(Optional<JobResult> left) {
    result = left;
  }
}
