package dev.penstock.jobs;

import dev.penstock.model.FailureKind;
import dev.penstock.model.JobReport;
import dev.penstock.model.PushException;
import dev.penstock.work.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each job in a file of its own, with a directory beside it where the job has more. Blocks.
///
/// - **Fails** by throwing `UNAVAILABLE` when the directory cannot be written or read.
final class JobFiles {
  private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);
  private static final String SUFFIX = ".json";

  /// Names of jobs, which are UUIDs.
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Path directory;

  JobFiles(Path directory) {
    this.directory = directory;
  }

  /// Every job that is kept, in the order of their making. A file that is no job is left alone.
  ///
  /// @param trimming done to each before the next is read: all as they are may be large
  List<KeptJob> read(UnaryOperator<KeptJob> trimming) {
    try {
      Path _ = Files.createDirectories(directory);
      deleteOrphans();
      try (Stream<Path> files = Files.list(directory)) {
        return files
            .filter(file -> file.toString().endsWith(SUFFIX))
            .map(JobFiles::read)
            .flatMap(Optional::stream)
            .map(trimming)
            .sorted(Comparator.comparing(job -> job.report().id()))
            .toList();
      }
    } catch (IOException failure) {
      throw PushException.unavailable("the directory of jobs", failure);
    }
  }

  /// The directory of a job, which need not be there.
  Path directory(String id) {
    return directory.resolve(id);
  }

  /// Durable once this returns.
  void enclose(Path own, Enclosure enclosure) {
    try {
      Path _ = Files.createDirectories(own);
      enclosure.write(own);
      DurableFile.force(own);
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE, "the job cannot be kept in " + own + ": " + failure, failure);
    }
  }

  /// Leaves nothing in the directory of a job that has ended, but its result.
  void tidy(JobReport job) {
    var result = job.result().map(left -> left.file().getFileName().toString());
    try {
      if (result.isEmpty()) {
        deleteAll(directory(job.id()));
        return;
      }
      for (Path file : listed(directory(job.id()))) {
        if (!file.getFileName().toString().equals(result.get())) {
          deleteAll(file);
        }
      }
    } catch (IOException failure) {
      LOG.warn("what job {} had beside it is not deleted: {}", job.id(), failure.toString());
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
      deleteAll(directory(job.id()));
    } catch (IOException failure) {
      LOG.warn("job {} is not deleted: {}", job.id(), failure.toString());
    }
  }

  /// What a job had beside it whose own file was not written, or is gone.
  private void deleteOrphans() throws IOException {
    for (Path own : listed(directory)) {
      String name = own.getFileName().toString();
      if (Files.isDirectory(own) && ID.matcher(name).matches() && !Files.exists(file(name))) {
        deleteAll(own);
      }
    }
  }

  private static List<Path> listed(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static void deleteAll(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        boolean _ = Files.deleteIfExists(each);
      }
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
