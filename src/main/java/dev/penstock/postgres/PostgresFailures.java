package dev.penstock.postgres;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/// Names what the server or the connection tells, by SQLSTATE (appendix A of PostgreSQL's manual).
public final class PostgresFailures {
  private PostgresFailures() {}

  /// The failure with its kind; one that has a kind already stays as it is.
  public static Throwable named(String store, Throwable cause) {
    return switch (cause) {
      case PushException known -> known;
      case PgException told ->
          new PushException(kind(told.getSqlState()), store + ": " + words(told), told);
      case TimeoutException late ->
          new PushException(FailureKind.TIMEOUT, store + " has not answered in time", late);
      case IOException lost -> PushException.unavailable(store, lost);
      case VertxException lost -> PushException.unavailable(store, lost);
      default -> PushException.of(cause);
    };
  }

  /// As the server words it, with its advice; the details are left out, as they hold values.
  private static String words(PgException told) {
    String words = told.getErrorMessage() + " (SQLSTATE " + told.getSqlState() + ")";
    return told.getHint() == null ? words : words + "; " + told.getHint();
  }

  static FailureKind kind(String state) {
    return switch (state) {
      case "53300" -> FailureKind.UNAVAILABLE; // too many connections
      case "57014" -> FailureKind.TIMEOUT; // statement_timeout
      case "42501" -> FailureKind.STORE_DENIED;
      case "3D000", "3F000", "42P01", "42P10", "42703", "42704", "42804" ->
          FailureKind.SCHEMA_MISSING;
      default ->
          switch (state.substring(0, 2)) {
            // Values, constraints, triggers, and what is too long for an index.
            case "22", "23", "09", "P0", "54" -> FailureKind.ROW_REFUSED;
            case "28" -> FailureKind.STORE_DENIED;
            case "53" -> FailureKind.STORE_FULL;
            case "42" -> FailureKind.DEFECT;
            // Connections, shutdown, deadlocks, a primary that has become a standby.
            default -> FailureKind.UNAVAILABLE;
          };
    };
  }
}
