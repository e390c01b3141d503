package dev.penstock.ingress.kafka;

import dev.penstock.ingress.PushService;
import dev.penstock.ingress.kafka.PlannedBatch.Piece;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import dev.penstock.model.PushOutcome.Target;
import dev.penstock.model.PushPlan;
import dev.penstock.work.Doubling;
import dev.penstock.work.Timers;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes batches to every store that they are for, and to each again that fails.
final class BatchWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  private final String topic;
  private final PushService pushes;
  private final Timers timers;
  private final Doubling pauses;
  private final KafkaListener listener;

  /// @param topic for the listener
  BatchWriter(String topic, PushService pushes, Timers timers, Doubling pauses, KafkaListener listener) {
    this.topic = topic;
    this.pushes = pushes;
    this.timers = timers;
    this.pauses = pauses;
    this.listener = listener;
  }

  /// Succeeds once every store has everything.
  ///
  /// - **Fails** with [RefusedException] when a store does not take a row; the others have theirs
  ///   then, and may be given it again. With [AbandonedException] when the partition is given up.
  Future<Void> write(List<Piece> pieces, Abandonment abandonment) {
    return Future.join(
            pieces.stream().map(piece -> write(piece, piece.plan(), abandonment, 1)).toList())
        .mapEmpty();
  }

  private Future<Void> write(Piece piece, PushPlan rest, Abandonment abandonment, int attempt) {
    return pushes
        .write(rest, piece.range())
        .compose(outcome -> {
          var failures = outcome.failures();
          if (failures.isEmpty()) {
            return Future.succeededFuture();
          }
          var passing = failures.stream().filter(BatchWriter::mayPass).toList();
          if (passing.isEmpty()) {
            return Future.failedFuture(new RefusedException(reason(failures.getFirst())));
          }
          return again(piece, rest, outcome, abandonment, attempt);
        });
  }

  private Future<Void> again(
      Piece piece, PushPlan rest, PushOutcome outcome, Abandonment abandonment, int attempt) {
    var pause = pauses.pause(attempt);
    LOG.atWarn()
        .addKeyValue("partition", piece.range().stream())
        .addKeyValue("rows", rest.rows())
        .log("tried again in {} ms: {}", pause.toMillis(), reasons(outcome.failures().stream().filter(BatchWriter::mayPass).toList()));
    listener.repeated(topic);
    return abandonment
        .unless(timers, pause)
        .compose(go -> write(piece, outcome.unstored(), abandonment, attempt + 1));
  }

  private static boolean mayPass(Target target) {
    return target.result() instanceof Failed failed && Passing.mayPass(failed.kind());
  }

  private static String reasons(List<Target> failures) {
    return failures.stream().map(BatchWriter::reason).collect(Collectors.joining("; "));
  }

  private static String reason(Target target) {
    return switch (target.result()) {
      case Failed(var kind, var message, var _) -> target.name() + " " + kind + ": " + message;
      case PushOutcome.Stored _ -> target.name();
    };
  }
}
