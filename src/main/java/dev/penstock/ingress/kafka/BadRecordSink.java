package dev.penstock.ingress.kafka;

import io.vertx.core.Future;
import java.util.List;

/// What becomes of bad records.
interface BadRecordSink {

  /// Succeeds once none of them is needed any more.
  ///
  /// - **Fails** with [AbandonedException] only.
  Future<Void> take(List<BadRecord> bad);
}
