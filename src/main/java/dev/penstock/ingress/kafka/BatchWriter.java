package dev.penstock.ingress.kafka;

import dev.penstock.ingress.PushService;
import dev.penstock.ingress.kafka.PlannedBatch.Piece;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushPlan;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Collectors;

/// Writes batches to every store that they are for, and to each again that fails.
final class BatchWriter {
  private final PushService pushes;
  private final Patience patience;

  BatchWriter(PushService pushes, Patience patience) {
    this.pushes = pushes;
    this.patience = patience;
  }

  /// Succeeds once every store has everything.
  ///
  /// - **Fails** with [RefusedException] when a store does not take a row; the others have theirs
  ///   then, and may be given it again. With [AbandonedException] when the partition is given up.
  Future<Void> write(List<Piece> pieces) {
    return Future.join(pieces.stream().map(piece -> write(piece, piece.plan(), 1)).toList())
        .mapEmpty();
  }

  private Future<Void> write(Piece piece, PushPlan rest, int attempt) {
    return pushes
        .write(rest, piece.range())
        .compose(outcome -> {
          var failures = outcome.failures();
          if (failures.isEmpty()) {
            return Future.succeededFuture();
          }
          var passing = failures.stream().filter(BatchWriter::mayPass).toList();
          if (passing.isEmpty()) {
            return Future.failedFuture(new RefusedException(failures.getFirst().reason()));
          }
          return patience.again(
              attempt, reasons(passing), () -> write(piece, outcome.unstored(), attempt + 1));
        });
  }

  private static boolean mayPass(Target target) {
    return target.result() instanceof Failed failed && Passing.mayPass(failed.kind());
  }

  private static String reasons(List<Target> failures) {
    return failures.stream().map(Target::reason).collect(Collectors.joining("; "));
  }
}
