package dev.penstock.offline.postgres;

/// A value that its column cannot hold as it is; the message says why.
final class RefusedValue extends RuntimeException {
  RefusedValue(String reason) {
    // No stack trace: a refused row must not cost more than an accepted one.
    super(reason, null, false, false);
  }
}
