package dev.penstock.work;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keeps every other Penstock away from a file or directory: those of this process by a lock in
/// memory, the others by the operating system's lock on a file, which a dead process cannot hold.
/// Blocks.
public final class PathLock implements AutoCloseable {
  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();
  private static final long PAUSE_NANOS = 2_000_000;

  private final ReentrantLock here;
  private final FileChannel channel;

  private PathLock(ReentrantLock here, FileChannel channel) {
    this.here = here;
    this.channel = channel;
  }

  /// Waits for its turn.
  ///
  /// - **Fails** by throwing a [PushException], `UNAVAILABLE`, when that does not come in time.
  ///
  /// @param file is created where it does not exist, and stays; always by the same path
  public static PathLock acquire(Path file, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    var here = HERE.computeIfAbsent(file, path -> new ReentrantLock());
    if (!locked(here, patience)) {
      throw taken(file);
    }
    try {
      return new PathLock(here, locked(file, deadline));
    } catch (IOException | RuntimeException failure) {
      here.unlock();
      throw failure;
    }
  }

  /// What the lock's file holds: the word of whoever had the lock last.
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      here.unlock();
    }
  }

  private static boolean locked(ReentrantLock here, Duration patience) {
    try {
      return here.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static FileChannel locked(Path file, long deadline) throws IOException {
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      while (lock == null) {
        // Whoever is interrupted is not parked any more.
        if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
          throw taken(file);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        lock = channel.tryLock();
      }
      return channel;
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw failure;
    }
  }

  private static PushException taken(Path file) {
    return new PushException(
        FailureKind.UNAVAILABLE,
        "another process has held %1$s for too long, and nothing was written; `fuser %1$s` names it: let it go on, or end it"
            .formatted(file));
  }
}
