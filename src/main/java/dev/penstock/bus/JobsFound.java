package dev.penstock.bus;

import dev.penstock.model.JobReport;
import java.util.List;
import java.util.Optional;

/// The answer to a [JobsQuery].
///
/// @param jobs newest first; empty when there is none
/// @param draining whether the process is being stopped, so that nothing is waited for
public record JobsFound(List<JobReport> jobs, boolean draining) {
  public JobsFound {
    jobs = List.copyOf(jobs);
  }

  public Optional<JobReport> first() {
    return jobs.stream().findFirst();
  }
}
