package dev.penstock.verify;

/// Leaves the check of a view that is not to be done to its end.
final class StopRequest extends RuntimeException {
  StopRequest() {
    super("the job is being stopped", null, false, false);
  }
}
