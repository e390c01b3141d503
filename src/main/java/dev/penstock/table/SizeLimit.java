package dev.penstock.table;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many bytes a file of results may have.
public record SizeLimit(long most, String setting) {

  /// - **Fails** by throwing `TOO_LARGE`.
  void check(long bytes) {
    if (bytes > most) {
      throw new PushException(
          FailureKind.TOO_LARGE,
          "the result takes more than %d bytes (setting %s); ask for fewer rows or features at once"
              .formatted(most, setting));
    }
  }

  void checkFile(Path file) throws IOException {
    check(Files.size(file));
  }
}
