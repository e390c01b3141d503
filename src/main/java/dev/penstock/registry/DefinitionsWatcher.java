package dev.penstock.registry;

import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;

/// Tells when the content of a file has changed and settled.
///
/// The content itself is compared, once per interval on a worker thread: unlike a watch on a
/// directory, that sees renames over the file and swaps of a symbolic link above it (as Kubernetes
/// does) alike. A content counts when it was the same twice, so a half-written file is not read.
public final class DefinitionsWatcher implements AutoCloseable {
  private static final String ABSENT = "absent";
  private static final String NOT_YET = "not yet";

  private final Vertx vertx;
  private final Path file;
  private final Duration interval;
  private volatile String told;
  private volatile String seen;
  private volatile long timer = -1;
  private volatile boolean looking;

  /// What the file holds now counts as known, so this comes before the file is loaded.
  public DefinitionsWatcher(Vertx vertx, Path file, Duration interval) {
    this.vertx = vertx;
    this.file = file;
    this.interval = interval;
    this.told = content(file);
    this.seen = told;
  }

  /// Calls back, on a context of Vert.x, after each change, and again as long as what comes of it
  /// fails for a reason that may pass.
  public void start(Supplier<Future<?>> changed) {
    timer = vertx.setPeriodic(interval.toMillis(), tick -> look(changed));
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }

  private void look(Supplier<Future<?>> changed) {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(() -> content(file))
        .onSuccess(now -> compare(now, changed))
        .onComplete(done -> looking = false);
  }

  private void compare(String now, Supplier<Future<?>> changed) {
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(told)) {
      told = now;
      var _ =
          changed
              .get()
              .onFailure(cause -> {
                if (PushException.of(cause).kind().retryable()) {
                  told = NOT_YET;
                }
              });
    }
  }

  private static String content(Path file) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException unreadable) {
      return ABSENT;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
