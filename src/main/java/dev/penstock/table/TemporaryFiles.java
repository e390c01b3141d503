package dev.penstock.table;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files that are gone once a request is answered. Blocks; safe for several threads.
public record TemporaryFiles(Path directory) {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFiles.class);

  /// A file that is not there yet; whoever asked for it deletes it.
  ///
  /// @param suffix of its name, without a dot
  public Path next(String suffix) {
    try {
      return Files.createDirectories(directory).resolve(UUID.randomUUID() + "." + suffix);
    } catch (IOException failure) {
      throw new PushException(
          FailureKind.UNAVAILABLE,
          "no file can be put into " + directory + ": " + failure,
          failure);
    }
  }

  /// Deletes a file, or a directory with all that is in it; what is not there is no failure.
  public static void delete(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try (Stream<Path> all = Files.walk(file)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        boolean _ = Files.deleteIfExists(each);
      }
    } catch (IOException failure) {
      LOG.warn("{} is not deleted: {}", file, failure.toString());
    }
  }

  /// Deletes what a process that was killed has left.
  public void clear() {
    delete(directory);
  }
}
