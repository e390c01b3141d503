package dev.penstock.jobs;

import dev.penstock.model.JobReport;
import dev.penstock.model.JobResult;
import dev.penstock.model.JobRows;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Optional;

/// A job under way, as its work sees it.
public interface RunningJob {
  JobReport report();

  /// What was kept last.
  String detail();

  /// Whether it has to end, or to pause until the next start: with what is kept, nothing further.
  boolean isStopping();

  /// Succeeds once it has to, which may be never. Only the future that was asked for last does.
  Future<Void> stopping();

  /// Keeps how far it is, for whoever looks and for whoever goes on with it.
  ///
  /// - **Durable** when the future succeeds.
  ///
  /// @param detail see [NewJob]
  /// @param fraction that is done
  Future<Void> keep(String detail, JobRows rows, double fraction);

  /// The job's own directory, which is there; what is put there goes with the job, and all but its
  /// result once the job has ended.
  Path directory();

  /// What is there to be fetched once the job is done; kept with the next change.
  void leaves(Optional<JobResult> result);
}
