package dev.penstock.jobs;

import dev.penstock.model.JobFailure;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobResult;
import dev.penstock.model.JobRows;
import dev.penstock.model.JobState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A job, with those who watch it. One context's.
final class Job implements RunningJob {
  private final Function<KeptJob, Future<Void>> keeper;
  private final UnaryOperator<KeptJob> trimming;
  private final Path directory;
  private final List<Promise<Void>> watchers = new ArrayList<>();
  private JobReport report;
  private String detail;
  private boolean stopWanted;
  private boolean pausing;
  private Promise<Void> stopping = Promise.promise();

  /// @param directory of its own
  /// @param keeper writes the job to disk
  /// @param trimming leaves what is needed of a job that has ended
  Job(
      KeptJob kept,
      Path directory,
      Function<KeptJob, Future<Void>> keeper,
      UnaryOperator<KeptJob> trimming) {
    this.directory = directory;
    this.report = kept.report();
    this.detail = kept.detail();
    this.stopWanted = kept.stopWanted();
    this.keeper = keeper;
    this.trimming = trimming;
  }

  @Override
  public JobReport report() {
    return report;
  }

  @Override
  public String detail() {
    return detail;
  }

  @Override
  public boolean isStopping() {
    return stopWanted || pausing;
  }

  @Override
  public Future<Void> stopping() {
    stopping = Promise.promise();
    if (isStopping()) {
      stopping.complete();
    }
    return stopping.future();
  }

  @Override
  public Future<Void> keep(String newDetail, JobRows rows, double fraction) {
    detail = newDetail;
    change(report.state(), report.started(), report.ended(), rows, fraction, report.error());
    return keep();
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void leaves(Optional<JobResult> result) {
    report =
        new JobReport(
            report.id(),
            report.kind(),
            report.trigger(),
            report.views(),
            report.window(),
            report.state(),
            report.rows(),
            report.fraction(),
            report.created(),
            report.started(),
            report.ended(),
            report.error(),
            result,
            report.revision());
  }

  /// Keeps it as it is.
  Future<Void> keep() {
    return keeper.apply(kept());
  }

  private KeptJob kept() {
    return new KeptJob(report, detail, stopWanted);
  }

  JobState state() {
    return report.state();
  }

  /// Whether somebody wants it to end.
  boolean isStopWanted() {
    return stopWanted;
  }

  Future<Void> start(Instant now) {
    change(
        JobState.RUNNING,
        report.started().or(() -> Optional.of(now)),
        Optional.empty(),
        report.rows(),
        report.fraction(),
        Optional.empty());
    return keep();
  }

  /// It ends here; whoever watches it is told once that is on disk.
  Future<Void> end(JobState state, Instant now, Optional<JobFailure> error) {
    double fraction = state == JobState.DONE ? 1 : report.fraction();
    set(state, report.started(), Optional.of(now), report.rows(), fraction, error);
    detail = trimming.apply(kept()).detail();
    return keep().onComplete(kept -> tellWatchers());
  }

  /// Has it end at its next chunk.
  Future<Void> stop() {
    stopWanted = true;
    stopping.tryComplete();
    return keep();
  }

  /// Has it pause at its next chunk, until the process is started again.
  void pause() {
    pausing = true;
    stopping.tryComplete();
    tellWatchers();
  }

  /// Succeeds at the next change.
  Promise<Void> watch() {
    Promise<Void> watcher = Promise.promise();
    watchers.add(watcher);
    return watcher;
  }

  void forget(Promise<Void> watcher) {
    boolean _ = watchers.remove(watcher);
  }

  private void change(
      JobState state,
      Optional<Instant> started,
      Optional<Instant> ended,
      JobRows rows,
      double fraction,
      Optional<JobFailure> error) {
    set(state, started, ended, rows, fraction, error);
    tellWatchers();
  }

  private void set(
      JobState state,
      Optional<Instant> started,
      Optional<Instant> ended,
      JobRows rows,
      double fraction,
      Optional<JobFailure> error) {
    report =
        new JobReport(
            report.id(),
            report.kind(),
            report.trigger(),
            report.views(),
            report.window(),
            state,
            rows,
            fraction,
            report.created(),
            started,
            ended,
            error,
            report.result(),
            report.revision() + 1);
  }

  private void tellWatchers() {
    var told = List.copyOf(watchers);
    watchers.clear();
    told.forEach(Promise::tryComplete);
  }
}
