package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Names what a server or a connection tells, by the code in capitals that an error begins with. In
/// an error of a script the code of the command that failed may come late: `ERR Error running
/// script (...): @user_script:90: -OOM command not allowed`.
final class RedisFailures {
  private static final Pattern CODE = Pattern.compile("\\b[A-Z_]{3,}\\b");

  private static final Map<String, FailureKind> KINDS =
      Map.ofEntries(
          Map.entry("OOM", FailureKind.STORE_FULL),
          Map.entry("NOPERM", FailureKind.STORE_DENIED),
          Map.entry("NOAUTH", FailureKind.STORE_DENIED),
          Map.entry("WRONGPASS", FailureKind.STORE_DENIED),
          Map.entry("AUTH", FailureKind.STORE_DENIED),
          Map.entry("ACL", FailureKind.STORE_DENIED),
          Map.entry("DENIED", FailureKind.STORE_DENIED),
          Map.entry("WRONGTYPE", FailureKind.ROW_REFUSED),
          Map.entry("LOADING", FailureKind.UNAVAILABLE),
          Map.entry("READONLY", FailureKind.UNAVAILABLE),
          Map.entry("CLUSTERDOWN", FailureKind.UNAVAILABLE),
          Map.entry("MASTERDOWN", FailureKind.UNAVAILABLE),
          Map.entry("NOREPLICAS", FailureKind.UNAVAILABLE),
          Map.entry("MISCONF", FailureKind.UNAVAILABLE),
          Map.entry("TRYAGAIN", FailureKind.UNAVAILABLE),
          Map.entry("BUSY", FailureKind.UNAVAILABLE),
          Map.entry("MOVED", FailureKind.UNAVAILABLE),
          Map.entry("ASK", FailureKind.UNAVAILABLE),
          Map.entry("NOSCRIPT", FailureKind.UNAVAILABLE),
          Map.entry("UNBLOCKED", FailureKind.UNAVAILABLE),
          Map.entry("CONNECTION_CLOSED", FailureKind.UNAVAILABLE));

  private RedisFailures() {}

  /// What a server has told, as a failure.
  static PushException told(String store, String error) {
    return new PushException(kind(error), store + ": " + error);
  }

  /// The failure of a connection with its kind; one that has a kind already stays as it is.
  static PushException lost(String store, Throwable cause) {
    if (cause instanceof PushException known) {
      return known;
    }
    if (cause instanceof TimeoutException) {
      return new PushException(FailureKind.TIMEOUT, store + " has not answered in time", cause);
    }
    String message = String.valueOf(cause.getMessage());
    FailureKind kind = kind(message);
    return kind == FailureKind.DEFECT
        // Whatever the network or TLS says.
        ? PushException.unavailable(store, cause)
        : new PushException(kind, store + ": " + message, cause);
  }

  /// Whether a server says that others have the keys, so that it has to be found out who.
  static boolean isWrongServer(String error) {
    return Stream.of("MOVED ", "READONLY ", "MASTERDOWN ", "CLUSTERDOWN ")
        .anyMatch(error::startsWith);
  }

  static FailureKind kind(String error) {
    if (error.startsWith("ERR max number of clients")) {
      return FailureKind.UNAVAILABLE;
    }
    if (error.startsWith("ERR DB index")) {
      return FailureKind.SCHEMA_MISSING;
    }
    if (error.contains("The user executing the script")) {
      return FailureKind.STORE_DENIED;
    }
    var codes = CODE.matcher(error);
    while (codes.find()) {
      FailureKind kind = KINDS.get(codes.group());
      if (kind != null) {
        return kind;
      }
    }
    return FailureKind.DEFECT;
  }
}
