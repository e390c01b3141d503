package dev.penstock.jobs;

import dev.penstock.model.JobResult;
import dev.penstock.model.PushException;
import dev.penstock.work.DurableFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;

/// What a job has found, as JSON in the job's own directory.
public final class ReportFile {
  private static final String NAME = "report.json";

  private ReportFile() {}

  /// Writes the report of a job, instead of one that is there already.
  ///
  /// - **Durable** when the future succeeds.
  /// - **Fails** with `UNAVAILABLE` when the directory cannot be written.
  public static Future<JobResult> write(Vertx vertx, RunningJob job, String report) {
    Path file = job.directory().resolve(NAME);
    return vertx
        .executeBlocking(() -> written(file, report))
        .map(written -> new JobResult("application/json", file));
  }

  private static boolean written(Path file, String report) {
    try {
      DurableFile.replace(file, report);
      return true;
    } catch (IOException failure) {
      throw PushException.unavailable("the report " + file, failure);
    }
  }
}
