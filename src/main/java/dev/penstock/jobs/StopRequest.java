package dev.penstock.jobs;

/// Leaves work that is not to be done to its end now.
public final class StopRequest extends RuntimeException {
  StopRequest() {
    super("the job is being stopped", null, false, false);
  }
}
