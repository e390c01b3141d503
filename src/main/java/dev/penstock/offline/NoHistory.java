package dev.penstock.offline;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;

/// The history of an offline store that is not read here.
record NoHistory() implements History {
  @Override
  public Future<NewestScan> newest(NewestRequest request) {
    return Future.failedFuture(refused());
  }

  @Override
  public Future<PointInTimeScan> pointInTime(PointInTimeRequest request) {
    return Future.failedFuture(refused());
  }

  private static PushException refused() {
    return new PushException(
        FailureKind.INVALID,
        "history cannot be read from this offline store (setting offline.type)");
  }
}
