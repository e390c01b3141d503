package dev.penstock.offline.parquet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// A file in the making, beside the one that it will be, under a name that readers ignore.
///
/// ```text
/// .trips.parquet.6f0c….part
/// ```
///
/// @param directory in which it and its later name are
record Draft(Path directory, Path file) implements AutoCloseable {
  private static final String END = ".part";

  static Draft of(Path directory, String stem) {
    return new Draft(directory, directory.resolve('.' + stem + '.' + UUID.randomUUID() + END));
  }

  /// Gives the file its name, whoever has that now, once all of it is on the disk.
  void publish(Path name) throws IOException {
    if (Files.exists(name)
        && name.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(name));
    }
    sync(file, StandardOpenOption.WRITE);
    Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
    sync(directory, StandardOpenOption.READ);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }

  /// Removes what a killed process has left; whoever calls has the lock.
  static void removeLeftovers(Path directory, String stem) throws IOException {
    try (var names = Files.newDirectoryStream(directory, name -> isDraft(name, stem))) {
      for (Path name : names) {
        Files.deleteIfExists(name);
      }
    }
  }

  private static boolean isDraft(Path path, String stem) {
    String name = path.getFileName().toString();
    return name.startsWith('.' + stem + '.') && name.endsWith(END);
  }

  private static void sync(Path path, StandardOpenOption how) throws IOException {
    try (var channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
