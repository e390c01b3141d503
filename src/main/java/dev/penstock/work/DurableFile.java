package dev.penstock.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Replaces a file as a whole: whoever reads it finds the old text or the new one, also after a
/// crash. Blocks.
public final class DurableFile {
  /// What a name ends with until the file is complete.
  public static final String PART = ".part";

  private DurableFile() {}

  /// Writes the file, which need not be there; its directory has to be.
  public static void replace(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + PART);
    try (var channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
      channel.force(true);
    }
    Path _ = Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    force(file.toAbsolutePath().resolveSibling("."));
  }

  /// Has the names of a directory's files outlive a loss of power.
  public static void force(Path directory) throws IOException {
    try (var names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
