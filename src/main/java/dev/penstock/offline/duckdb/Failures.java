package dev.penstock.offline.duckdb;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;

/// What went wrong while reading, as kinds of failures.
public final class Failures {
  private Failures() {}

  static Throwable of(Throwable failure) {
    return switch (failure) {
      case PushException known -> known;
      case NoSuchFileException gone ->
          new PushException(
              FailureKind.SCHEMA_MISSING, gone.getMessage() + " is not there (any more)", gone);
      case SQLException refused -> of(refused, said(refused));
      case IOException refused -> of(refused, String.valueOf(refused.getMessage()));
      default -> failure;
    };
  }

  private static PushException of(Exception failure, String message) {
    if (message.startsWith("INTERRUPT")) {
      return closed();
    }
    if (message.startsWith("Out of Memory Error")) {
      return new PushException(
          FailureKind.STORE_FULL,
          "the history does not fit into the memory of DuckDB; raise offline.memoryBytes: "
              + message,
          failure);
    }
    if (message.contains("No space left")) {
      return new PushException(
          FailureKind.STORE_FULL, "there is no room to read the history: " + message, failure);
    }
    if (message.contains("Permission denied")) {
      return new PushException(
          FailureKind.STORE_DENIED, "the history may not be read: " + message, failure);
    }
    return new PushException(
        FailureKind.UNAVAILABLE, "the history is unavailable: " + message, failure);
  }

  /// What DuckDB says, without the statement that it shows below.
  public static String said(SQLException refused) {
    String message = String.valueOf(refused.getMessage());
    int statement = message.indexOf("\n\nLINE ");
    return statement < 0 ? message : message.substring(0, statement);
  }

  static PushException closed() {
    return new PushException(FailureKind.DRAINING, "the scan was closed, or its store");
  }
}
