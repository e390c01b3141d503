package dev.penstock.model;

/// A failure with its kind and a message that is meant for the caller.
public class PushException extends RuntimeException {
  private final FailureKind kind;

  public PushException(FailureKind kind, String message) {
    // No stack trace: the kind and the message say all that the caller may know, and a refused push
    // must not cost more than an accepted one.
    super(message, null, false, false);
    this.kind = kind;
  }

  public PushException(FailureKind kind, String message, Throwable cause) {
    super(message, cause, false, true);
    this.kind = kind;
  }

  public FailureKind kind() {
    return kind;
  }

  /// The failure of a store that cannot be reached or refuses to work.
  public static PushException unavailable(String store, Throwable cause) {
    return new PushException(
        FailureKind.UNAVAILABLE, store + " is unavailable: " + cause.getMessage(), cause);
  }

  /// The failure itself when it has a kind already, a defect otherwise.
  public static PushException of(Throwable cause) {
    return cause instanceof PushException known
        ? known
        : new PushException(FailureKind.DEFECT, "internal error", cause);
  }
}
