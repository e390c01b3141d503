package dev.penstock.online.sqlite;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// What SQLite's failures mean to those who wait.
final class SqliteFailures {
  private SqliteFailures() {}

  static PushException of(Path file, SQLException failure) {
    return new PushException(
        kind(failure), "the SQLite online store " + file + ": " + text(failure), failure);
  }

  /// Whether only the rows at hand are refused, so that others can still be written.
  static boolean concernsOneView(PushException failure) {
    return failure.kind() == FailureKind.ROW_REFUSED
        || failure.kind() == FailureKind.SCHEMA_MISSING;
  }

  private static FailureKind kind(SQLException failure) {
    int code = failure.getErrorCode();
    if (code == SQLiteErrorCode.SQLITE_READONLY_DBMOVED.code) {
      // The next transaction opens the file that is there by then.
      return FailureKind.UNAVAILABLE;
    }
    return switch (SQLiteErrorCode.getErrorCode(code & 0xFF)) {
      case SQLITE_FULL -> FailureKind.STORE_FULL;
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> FailureKind.STORE_DENIED;
      case SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH -> FailureKind.ROW_REFUSED;
      case SQLITE_NOTADB -> FailureKind.SCHEMA_MISSING;
      case SQLITE_ERROR ->
          text(failure).contains("no such ") || text(failure).contains("has no column named")
              ? FailureKind.SCHEMA_MISSING
              : FailureKind.UNAVAILABLE;
      default -> FailureKind.UNAVAILABLE;
    };
  }

  private static String text(SQLException failure) {
    String said = String.valueOf(failure.getMessage());
    return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xFF)) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "another process has kept it locked for longer than busyTimeout; try again";
      case SQLITE_FULL -> "the disk is full; make room, then try again";
      case SQLITE_CANTOPEN ->
          "it cannot be opened, or its directory not be written; check that both exist and are"
              + " writable ("
              + said
              + ")";
      case SQLITE_READONLY -> "it cannot be written (" + said + ")";
      case SQLITE_NOTADB -> "it is no SQLite database";
      default -> said;
    };
  }
}
