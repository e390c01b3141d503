package dev.penstock.ingress.kafka;

import dev.penstock.work.Doubling;
import dev.penstock.work.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries again what failed for a partition, for ever, until that is given up, and says so. One
/// event loop's.
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  private final TopicPartition partition;
  private final Timers timers;
  private final Doubling pauses;
  private final Set<Promise<Void>> waiting = new HashSet<>();
  private final KafkaListener listener;
  private boolean ended;
  private int trying;
  private String reason = "";

  Patience(TopicPartition partition, Timers timers, Doubling pauses, KafkaListener listener) {
    this.partition = partition;
    this.timers = timers;
    this.pauses = pauses;
    this.listener = listener;
  }

  /// What failed last of that which is still tried again.
  Optional<String> waitsFor() {
    return trying == 0 ? Optional.empty() : Optional.of(reason);
  }

  /// The partition is given up.
  void end() {
    ended = true;
    List.copyOf(waiting).forEach(pause -> pause.tryFail(new AbandonedException()));
  }

  /// Says what failed, and tries again after a while.
  ///
  /// - **Fails** with [AbandonedException] as soon as the partition is given up, or as the attempt
  ///   does.
  ///
  /// @param failures in a row, at least one
  /// @param reason of the last one
  <T> Future<T> again(int failures, String reason, Supplier<Future<T>> attempt) {
    if (ended) {
      return Future.failedFuture(new AbandonedException());
    }
    this.reason = reason;
    trying++;
    listener.repeated(partition.topic());
    var pause = pauses.pause(failures);
    LOG.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("failures", failures)
        .log("tried again in {} ms: {}", pause.toMillis(), reason);
    return passed(pause).compose(passed -> attempt.get()).onComplete(done -> trying--);
  }

  private Future<Void> passed(Duration pause) {
    Promise<Void> passed = Promise.promise();
    waiting.add(passed);
    var forget = timers.after(pause, passed::tryComplete);
    return passed
        .future()
        .onComplete(done -> {
          forget.run();
          waiting.remove(passed);
        });
  }
}
