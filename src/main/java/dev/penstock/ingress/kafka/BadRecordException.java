package dev.penstock.ingress.kafka;

import java.util.Optional;

/// A record that cannot be stored, however often it is tried.
public final class BadRecordException extends RuntimeException {
  private final Optional<String> column;

  /// @param reason for people: what, where, and what was expected
  public BadRecordException(String reason) {
    this(reason, Optional.empty());
  }

  /// @param column that is to blame
  public BadRecordException(String reason, Optional<String> column) {
    // No stack trace: the reason says all, and bad records must not cost more than good ones.
    super(reason, null, false, false);
    this.column = column;
  }

  public Optional<String> column() {
    return column;
  }
}
