package dev.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// Reads of online features, under Feast's names.
final class ReadMeters {
  private final Counter requests;
  private final DistributionSummary entities;
  private final Timer store;

  ReadMeters(MeterRegistry registry) {
    requests = registry.counter("feast.online.features.request");
    entities = registry.summary("feast.online.features.entity.count");
    store = registry.timer("feast.feature.server.online.store.read.duration");
  }

  void record(int rows, Duration storeTook) {
    requests.increment();
    entities.record(rows);
    store.record(storeTook);
  }
}
