package dev.penstock.ingress.kafka.format;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files that schemas are in.
public final class SchemaFiles {
  private SchemaFiles() {}

  /// - **Fails** by throwing `INVALID`.
  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw unreadable(file, "cannot be read", unreadable);
    }
  }

  /// The failure of a file that is not as it should be.
  public static PushException unreadable(Path file, String what, Exception cause) {
    return new PushException(
        FailureKind.INVALID,
        "schema file %s %s: %s".formatted(file, what, cause.getMessage()),
        cause);
  }
}
