package dev.penstock.ingress.kafka;

import dev.penstock.ingress.PushService;
import dev.penstock.ingress.kafka.LetterPlanner.Planned;
import dev.penstock.model.LetterFate;
import dev.penstock.model.LetterFate.Bad;
import dev.penstock.model.LetterFate.Result;
import dev.penstock.model.LetterFate.Stored;
import dev.penstock.model.PushException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushOutcome.Failed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Tries to store dead letters, each as a push of its own. For one caller at a time.
record LetterTrials(Vertx vertx, LetterPlanner planner, PushService pushes) {

  /// Succeeds once each letter is stored or known to be bad.
  ///
  /// - **Fails** with the first failure that is not a letter's own fault; others may be stored
  ///   then.
  Future<List<LetterFate>> of(List<ConsumerRecord<byte[], byte[]>> letters) {
    return planner
        .prepare(letters)
        .compose(ready ->
            vertx.executeBlocking(() -> letters.stream().map(planner::plan).toList(), false))
        .compose(planned -> written(Objects.requireNonNull(planned)));
  }

  /// Those of one key one after the other: of equal times the later letter wins.
  private Future<List<LetterFate>> written(List<Planned> planned) {
    var turns = new HashMap<ByteBuffer, Future<?>>();
    var fates = new ArrayList<Future<LetterFate>>();
    for (var letter : planned) {
      byte[] key = letter.letter().key();
      if (key == null) {
        fates.add(fate(letter));
      } else {
        var before = turns.getOrDefault(ByteBuffer.wrap(key), Future.succeededFuture());
        Future<LetterFate> fate = before.transform(done -> fate(letter));
        turns.put(ByteBuffer.wrap(key), fate);
        fates.add(fate);
      }
    }
    return Future.join(fates).map(done -> fates.stream().map(Future::result).toList());
  }

  private Future<LetterFate> fate(Planned letter) {
    if (letter.bad().isPresent()) {
      return Future.succeededFuture(letter.with(letter.bad().get()));
    }
    var writes =
        letter.pieces().stream().map(piece -> pushes.write(piece.plan(), piece.range())).toList();
    return Future.all(writes)
        .map(done -> letter.with(result(writes.stream().map(Future::result).toList())));
  }

  /// - **Fails** by throwing what is not the letter's own fault.
  private static Result result(List<PushOutcome> outcomes) {
    Optional<Result> bad = Optional.empty();
    for (var outcome : outcomes) {
      for (var target : outcome.failures()) {
        if (target.result() instanceof Failed(var kind, var message, var _)) {
          if (!LetterPlanner.isOwnFault(kind)) {
            throw new PushException(kind, target.name() + ": " + message);
          }
          bad = Optional.of(new Bad(target.name() + " " + kind + ": " + message, Optional.empty()));
        }
      }
    }
    return bad.orElseGet(() -> new Stored(areStale(outcomes)));
  }

  private static boolean areStale(List<PushOutcome> outcomes) {
    int written = 0;
    int stale = 0;
    for (var outcome : outcomes) {
      for (var target : outcome.online()) {
        if (target.result() instanceof PushOutcome.Stored stored) {
          written += stored.written();
          stale += stored.stale();
        }
      }
    }
    return written == 0 && stale > 0;
  }
}
