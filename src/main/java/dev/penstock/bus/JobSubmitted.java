package dev.penstock.bus;

import dev.penstock.model.JobReport;
import java.util.List;
import java.util.Optional;

/// The answer to a [JobSubmission], once the job is kept on disk.
///
/// @param job empty when other jobs are in its way
/// @param conflicts the views that other jobs are about
public record JobSubmitted(Optional<JobReport> job, List<String> conflicts) {
  public JobSubmitted {
    conflicts = List.copyOf(conflicts);
  }
}
