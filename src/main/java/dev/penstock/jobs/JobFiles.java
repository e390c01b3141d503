package dev.penstock.jobs;

import dev.penstock.model.FailureKind;
import dev.penstock.model.JobReport;
import dev.penstock.model.JobResult;
import dev.penstock.model.PushException;
import dev.penstock.work.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each job in a file of its own. Blocks.
///
/// - **Fails** by throwing `UNAVAILABLE` when the directory cannot be written or read.
final class JobFiles {
  private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);
  private static final String SUFFIX = ".json";

  private final Path directory;

  JobFiles(Path directory) {
    this.directory = directory;
  }

  /// Every job that is kept, in the order of their making. A file that is no job is left alone.
  List<KeptJob> read() {
    try {
      Path _ = Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        return files
            .filter(file -> file.toString().endsWith(SUFFIX))
            .map(JobFiles::read)
            .flatMap(Optional::stream)
            .sorted(Comparator.comparing(job -> job.report().id()))
            .toList();
      }
    } catch (IOException failure) {
      throw PushException.unavailable("the directory of jobs", failure);
    }
  }

  /// Durable once this returns.
  void write(KeptJob job) {
    try {
      DurableFile.replace(file(job.report().id()), JobText.of(job));
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE,
          "the job cannot be kept in " + directory + ": " + failure,
          failure);
    }
  }

  /// Forgets a job, and what it has left.
  void delete(JobReport job) {
    try {
      boolean _ = Files.deleteIfExists(file(job.id()));
      var left = job.result().map(JobResult::file);
      if (left.isPresent()) {
        boolean _ = Files.deleteIfExists(left.get());
      }
    } catch (IOException failure) {
      LOG.warn("job {} is not deleted: {}", job.id(), failure.toString());
    }
  }

  private Path file(String id) {
    return directory.resolve(id + SUFFIX);
  }

  private static Optional<KeptJob> read(Path file) {
    try {
      return Optional.of(JobText.read(Files.readString(file)));
    } catch (IOException | RuntimeException failure) {
      LOG.error("{} holds no job, and is left out: {}", file, failure.toString());
      return Optional.empty();
    }
  }
}
