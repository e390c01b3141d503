package dev.penstock;

import dev.penstock.ingress.http.HttpIngress.PlannedRetrieval;
import dev.penstock.ingress.http.HttpIngress.Retrieved;
import dev.penstock.model.ReadAnswer;
import dev.penstock.serving.HistoricalFeatures;
import dev.penstock.serving.RetrievedRows;
import dev.penstock.table.Layout;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Hands retrievals to those who answer them, who do not see where they come from.
final class Retrievals {
  private Retrievals() {}

  static PlannedRetrieval of(HistoricalFeatures.Planned planned) {
    return new PlannedRetrieval() {
      @Override
      public Layout layout() {
        return planned.layout();
      }

      @Override
      public Future<Retrieved> open() {
        return planned.open().map(Retrievals::of);
      }

      @Override
      public LongConsumer budget(LongConsumer shared) {
        return planned.budget(shared);
      }
    };
  }

  private static Retrieved of(RetrievedRows rows) {
    return new Retrieved() {
      @Override
      public Future<Optional<ReadAnswer>> next() {
        return rows.next();
      }

      @Override
      public Future<Void> close() {
        return rows.close();
      }
    };
  }
}
