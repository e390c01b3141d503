package dev.penstock.offline.parquet;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/// Another name of a file while it is read, under which it stays what it is when the file is
/// replaced: DuckDB opens it several times. Where the file system has no such names, or the file is
/// on another one, it is read under its own.
///
/// ```text
/// DATA/offline/parquet.tmp/scan-6f0c….parquet
/// ```
final class FileLink implements AutoCloseable {
  private static final String STEM = "scan-";

  private final Path file;
  private final Path name;
  private final Optional<Stamp> stamp;

  private FileLink(Path file, Path name) throws IOException {
    this.file = file;
    this.name = name;
    this.stamp = Stamp.of(name);
  }

  /// @param directory for other names; created when there is none
  static FileLink of(Path file, Path directory) throws IOException {
    Path name = directory.resolve(STEM + UUID.randomUUID() + ".parquet");
    try {
      Files.createDirectories(directory);
      Files.createLink(name, file.toRealPath());
    } catch (IOException | UnsupportedOperationException none) {
      return new FileLink(file, file);
    }
    return new FileLink(file, name);
  }

  /// Removes what a killed process has left.
  static void removeLeftovers(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (var names = Files.newDirectoryStream(directory, STEM + "*.parquet")) {
        for (Path name : names) {
          Files.deleteIfExists(name);
        }
      }
    }
  }

  Path name() {
    return name;
  }

  /// - **Fails** by throwing `UNAVAILABLE` when the file was written in place.
  void check() throws IOException {
    if (!Stamp.of(name).equals(stamp)) {
      throw new PushException(
          FailureKind.UNAVAILABLE, file + " was changed while it was read; try again");
    }
  }

  @Override
  public void close() throws IOException {
    if (!name.equals(file)) {
      Files.deleteIfExists(name);
    }
  }
}
