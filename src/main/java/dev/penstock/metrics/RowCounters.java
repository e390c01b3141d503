package dev.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// The rows of one push source that went to one target. What was received is always what was
/// written, stale, rejected or failed: it is counted with the outcome, not before.
public final class RowCounters {
  private final Counter received;
  private final Counter written;
  private final Counter stale;
  private final Counter rejected;
  private final Counter failed;

  RowCounters(MeterRegistry registry, String source, String target, String store) {
    received = counter(registry, "received", source, target, store);
    written = counter(registry, "written", source, target, store);
    stale = counter(registry, "stale", source, target, store);
    rejected = counter(registry, "rejected", source, target, store);
    failed = counter(registry, "failed", source, target, store);
  }

  /// Rows that are durable, or lost against newer ones, and those of the same push left out before.
  public void stored(int writtenRows, int staleRows, int rejectedRows) {
    written.increment(writtenRows);
    stale.increment(staleRows);
    rejected.increment(rejectedRows);
    received.increment((double) writtenRows + staleRows + rejectedRows);
  }

  /// Rows of which nobody knows whether they are stored, and those of the same push left out
  /// before.
  public void failed(int failedRows, int rejectedRows) {
    failed.increment(failedRows);
    rejected.increment(rejectedRows);
    received.increment((double) failedRows + rejectedRows);
  }

  private static Counter counter(
      MeterRegistry registry, String outcome, String source, String target, String store) {
    return Counter.builder("penstock.rows")
        .description("Rows by push source, target and outcome; received is the sum of the others")
        .tag("push_source", source)
        .tag("target", target)
        .tag("store", store)
        .tag("outcome", outcome)
        .register(registry);
  }
}
