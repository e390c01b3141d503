package dev.penstock.offline.parquet;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.offline.duckdb.Failures;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;

/// What went wrong, as kinds of failures.
final class Refusals {
  /// Begins the messages that are about a row.
  static final String MARK = "penstock: ";

  private static final String STORE = "the Parquet offline store";

  private Refusals() {}

  static Throwable of(Throwable failure) {
    return switch (failure) {
      case PushException known -> known;
      case IllegalArgumentException unreadable ->
          new PushException(
              FailureKind.INVALID,
              "a row has a value that cannot be read: " + unreadable.getMessage(),
              unreadable);
      case SQLException refused -> of(refused, Failures.said(refused));
      case IOException refused -> of(refused, String.valueOf(refused.getMessage()));
      default -> failure;
    };
  }

  private static PushException of(Exception failure, String message) {
    int mark = message.indexOf(MARK);
    if (mark >= 0) {
      return new PushException(
          FailureKind.ROW_REFUSED, message.substring(mark + MARK.length()), failure);
    }
    if (message.startsWith("Conversion Error") || message.startsWith("Out of Range Error")) {
      return new PushException(
          FailureKind.ROW_REFUSED,
          "a value does not go into the file's column: " + message,
          failure);
    }
    if (message.contains("No space left") || message.contains("quota exceeded")) {
      return new PushException(FailureKind.STORE_FULL, STORE + " has no room: " + message, failure);
    }
    if (failure instanceof AccessDeniedException || message.contains("Permission denied")) {
      return new PushException(
          FailureKind.STORE_DENIED, STORE + " may not do this: " + message, failure);
    }
    return new PushException(
        FailureKind.UNAVAILABLE, STORE + " is unavailable: " + message, failure);
  }
}
