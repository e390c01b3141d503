package dev.penstock.ingress.kafka;

/// The partition belongs to somebody else now, who does what is left.
final class AbandonedException extends RuntimeException {
  AbandonedException() {
    super("the partition was given up", null, false, false);
  }
}
