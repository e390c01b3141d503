package dev.penstock.metrics;

import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.model.ReadAnswer.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;

/// The statuses of what was read from one view, under Feast's name.
final class StatusCounters {
  private final Counter present;
  private final Counter nullValue;
  private final Counter notFound;
  private final Counter outsideMaxAge;

  StatusCounters(MeterRegistry registry, String view) {
    present = counter(registry, view, Status.PRESENT);
    nullValue = counter(registry, view, Status.NULL_VALUE);
    notFound = counter(registry, view, Status.NOT_FOUND);
    outsideMaxAge = counter(registry, view, Status.OUTSIDE_MAX_AGE);
  }

  void count(List<Column> columns, int rows) {
    long presents = 0;
    long nulls = 0;
    long misses = 0;
    for (Column column : columns) {
      for (int row = 0; row < rows; row++) {
        switch (column.status(row)) {
          case PRESENT -> presents++;
          case NULL_VALUE -> nulls++;
          case NOT_FOUND -> misses++;
          case OUTSIDE_MAX_AGE -> {}
        }
      }
    }
    add(present, presents);
    add(nullValue, nulls);
    add(notFound, misses);
    add(outsideMaxAge, (long) rows * columns.size() - presents - nulls - misses);
  }

  private static void add(Counter counter, long count) {
    if (count > 0) {
      counter.increment((double) count);
    }
  }

  private static Counter counter(MeterRegistry registry, String view, Status status) {
    return registry.counter(
        "feast.online.features.status",
        "feature_view",
        view,
        "status",
        status.name().toLowerCase(Locale.ROOT));
  }
}
