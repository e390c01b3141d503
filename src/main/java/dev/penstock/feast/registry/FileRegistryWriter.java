package dev.penstock.feast.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.feast.proto.Registry;
import dev.penstock.model.FailureKind;
import dev.penstock.model.Interval;
import dev.penstock.model.PushException;
import dev.penstock.work.PathLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Records in a registry that is one file (contract 8.5).
///
/// Processes of Penstock take turns by a lock on a file beside it; readers find the file as it was
/// or as it is. Feast takes no lock: it truncates the file and writes into it. Who has begun that
/// before the file was replaced goes on writing into the old one, which is still at hand here; what
/// it holds then is the newer registry, and is changed and put in place instead.
///
/// Behind a link it is the file that is replaced: Feast writes there, too.
final class FileRegistryWriter implements RegistryWriter {
  private static final int ATTEMPTS = 40;
  private static final long PAUSE_MILLIS = 50;

  private final Path file;
  private final String project;
  private final InstantSource clock;
  private final Duration patience;

  /// @param patience how long to wait for other processes that record
  FileRegistryWriter(Path file, String project, InstantSource clock, Duration patience) {
    this.file = file;
    this.project = project;
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public Map<String, List<Interval>> intervals(Collection<String> views) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return IntervalEdit.intervals(settled(channel), project, views);
    } catch (IOException failure) {
      throw unavailable(failure);
    }
  }

  @Override
  public void record(String view, Interval window) {
    try {
      Path real = file.toRealPath();
      try (var _ = PathLock.acquire(lock(real), patience)) {
        replaceUntilNobodyWrites(real, view, window);
      }
    } catch (IOException failure) {
      throw unavailable(failure);
    }
  }

  @Override
  public void close() {}

  /// Beside the file itself, so that whoever comes by other links waits for the same one.
  private static Path lock(Path real) {
    return real.resolveSibling(real.getFileName() + ".penstock.lock");
  }

  private void replaceUntilNobodyWrites(Path real, String view, Interval window)
      throws IOException {
    byte[] newest = new byte[0];
    byte[] written = new byte[0];
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try (var replaced = FileChannel.open(real, StandardOpenOption.READ)) {
        byte[] before = settled(replaced);
        // Whoever wrote into the file that was put in place did so after those who had opened the
        // one before it.
        if (!Arrays.equals(before, written)) {
          newest = before;
        }
        written = changed(newest, view, window);
        replace(real, written);
        pause();
        byte[] after = settled(replaced);
        if (Arrays.equals(before, after)) {
          return;
        }
        newest = after;
      }
    }
    throw new IOException("others write it all the time");
  }

  private byte[] changed(byte[] registry, String view, Interval window) throws IOException {
    if (IntervalEdit.view(registry, project, view).isEmpty()) {
      throw new PushException(
          FailureKind.FEATURE_VIEW_NOT_FOUND,
          "the registry %s has no feature view %s in project %s".formatted(file, view, project));
    }
    return IntervalEdit.registryWith(registry, project, view, window, clock.instant());
  }

  private static void replace(Path real, byte[] content) throws IOException {
    Path directory = Objects.requireNonNull(real.getParent());
    Path part = Files.createTempFile(directory, real.getFileName().toString(), ".part");
    try {
      try (var out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          int _ = out.write(bytes);
        }
        out.force(true);
      }
      Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(real));
      Path _ = Files.move(part, real, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      boolean _ = Files.deleteIfExists(part);
    }
    try (var names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /// The content once it is a whole registry and stays the same for a moment.
  private byte[] settled(FileChannel channel) throws IOException {
    byte[] last = new byte[0];
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      byte[] found = content(channel);
      if (Arrays.equals(found, last) && isWhole(found)) {
        return found;
      }
      last = found;
      pause();
    }
    throw new IOException(
        "it holds no registry with project " + project + ", or others write it all the time");
  }

  private static byte[] content(FileChannel channel) throws IOException {
    var content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    long at = 0;
    for (int read = channel.read(content, at); read > 0; read = channel.read(content, at)) {
      at += read;
    }
    return Arrays.copyOf(content.array(), content.position());
  }

  /// A part of a registry may be a message, but lacks the projects, which come last.
  private boolean isWhole(byte[] content) {
    try {
      return Registry.parseFrom(content).getProjectsList().stream()
          .anyMatch(found -> found.getSpec().getName().equals(project));
    } catch (InvalidProtocolBufferException part) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private PushException unavailable(IOException failure) {
    return new PushException(
        FailureKind.UNAVAILABLE,
        "the registry " + file + " cannot be read or written: " + failure.getMessage(),
        failure);
  }
}
