package dev.penstock.serving;

import dev.penstock.model.ReadAnswer;
import dev.penstock.offline.PointInTimeScan;
import io.vertx.core.Future;
import java.util.Optional;

/// What a retrieval finds, chunk by chunk in the order of the entities. Not for several callers at
/// once.
public final class RetrievedRows {
  private final RetrievalPlan plan;
  private final PointInTimeScan scan;

  RetrievedRows(RetrievalPlan plan, PointInTimeScan scan) {
    this.plan = plan;
    this.scan = scan;
  }

  /// The features of the next rows; empty after the last.
  ///
  /// - **Fails** as [PointInTimeScan#next] does.
  public Future<Optional<ReadAnswer>> next() {
    return scan.next().map(chunk -> chunk.map(plan::answer));
  }

  /// Lets go of the store; to be called in any case.
  public Future<Void> close() {
    return scan.close();
  }
}
