package dev.penstock.model;

/// Why something failed, in words that HTTP, the event bus and Kafka all understand.
public enum FailureKind {
  /// The data does not fit the definitions, or the request makes no sense.
  INVALID(1, false),
  /// No view consumes a push source of that name.
  PUSH_SOURCE_NOT_FOUND(2, false),
  /// `/write-to-online-store` names no view that can be written.
  VIEW_NOT_FOUND(3, false),
  /// A read names no view of that name.
  FEATURE_VIEW_NOT_FOUND(4, false),
  FEATURE_SERVICE_NOT_FOUND(5, false),
  /// Two features of a read would have one name.
  FEATURE_NAME_COLLISION(6, false),
  /// A limit of size: bytes, rows, nesting.
  TOO_LARGE(7, false),
  /// A bound on what may be in flight; nothing was written.
  OVERLOADED(8, true),
  /// The store cannot be reached or refuses to work; anything or nothing may be stored.
  UNAVAILABLE(9, true),
  /// No answer in time; anything or nothing may be stored.
  TIMEOUT(10, true),
  /// The service is being stopped.
  DRAINING(11, true),
  /// A defect of Penstock.
  DEFECT(12, false),
  /// The store has no room, of memory or of disk.
  STORE_FULL(13, true),
  /// The store does not let Penstock in, or do this.
  STORE_DENIED(14, false),
  /// The store lacks the table, column or key layout that the definitions need, or has a file in
  /// its place that cannot be read.
  SCHEMA_MISSING(15, false),
  /// The store refuses a row that fits the definitions.
  ROW_REFUSED(16, false),
  /// A stored value that cannot be told in the form asked for.
  UNREPRESENTABLE(17, false),

  /// The lease under which something was to be done is lost; whoever has it now does it.
  LEASE_LOST(18, false);

  private final int code;
  private final boolean retryable;

  FailureKind(int code, boolean retryable) {
    this.code = code;
    this.retryable = retryable;
  }

  /// Whether the same request may succeed later.
  public boolean retryable() {
    return retryable;
  }

  /// The number that stands for the kind on the event bus.
  public int code() {
    return code;
  }

  /// The kind of a code; a defect when the code is nobody's.
  public static FailureKind of(int code) {
    for (FailureKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    return DEFECT;
  }
}
