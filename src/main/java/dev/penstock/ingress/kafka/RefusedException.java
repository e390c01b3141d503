package dev.penstock.ingress.kafka;

/// A store does not take some row of a batch, however often it is asked.
final class RefusedException extends RuntimeException {
  private final String reason;

  /// @param reason of the first target that refuses
  RefusedException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
