package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig.BadRecords;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes batches of records and writes them, until all of a batch is stored or told to be bad. What
/// fails for a reason that may pass is tried again for ever; what a store refuses is looked for
/// record by record. One event loop's.
final class LaneWork {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWork.class);

  private final TopicPartition partition;
  private final Supplier<Future<String>> stream;
  private final RecordFormat format;
  private final BatchPlanner planner;
  private final OffLoop offLoop;
  private final BatchWriter writer;
  private final BadRecordSink badRecords;
  private final BadRecords policy;
  private final Patience patience;
  private final KafkaListener listener;
  private Future<?> planning = Future.succeededFuture();

  /// Does something that takes a while on another thread, one thing at a time.
  interface OffLoop {
    <T> Future<T> run(Supplier<T> work);
  }

  /// A batch to be written.
  ///
  /// @param planned empty when the records have to be looked at one by one
  record Made(
      List<ConsumerRecord<byte[], byte[]>> records, long bytes, Optional<PlannedBatch> planned) {
    Made {
      records = List.copyOf(records);
    }

    long end() {
      return records.getLast().offset() + 1;
    }
  }

  /// How far a batch got.
  ///
  /// @param end behind the last record that is done with all before it
  /// @param stopped why it ends before the batch does
  record Done(long end, Optional<String> stopped) {}

  LaneWork(
      TopicPartition partition,
      Supplier<Future<String>> stream,
      RecordFormat format,
      BatchPlanner planner,
      OffLoop offLoop,
      BatchWriter writer,
      BadRecordSink badRecords,
      BadRecords policy,
      Patience patience,
      KafkaListener listener) {
    this.partition = partition;
    this.stream = stream;
    this.format = format;
    this.planner = planner;
    this.offLoop = offLoop;
    this.writer = writer;
    this.badRecords = badRecords;
    this.policy = policy;
    this.patience = patience;
    this.listener = listener;
  }

  /// Writes a batch.
  Future<Done> write(Made made) {
    return written(made).onSuccess(done -> tell(made));
  }

  /// Ends what is tried again and again; what is being written still ends by itself.
  void abandon() {
    patience.end();
  }

  /// What it waits for, trying again and again.
  Optional<String> waitsFor() {
    return patience.waitsFor();
  }

  private void tell(Made made) {
    long now = System.currentTimeMillis();
    var latest =
        made.planned().stream()
            .flatMap(planned -> planned.pieces().stream())
            .flatMapToLong(piece -> piece.plan().latestEvent().stream())
            .max();
    listener.done(
        partition.topic(),
        made.records().size(),
        Duration.ofMillis(Math.max(0, now - made.records().getFirst().timestamp())),
        latest.isEmpty()
            ? Duration.ZERO
            : Duration.ofMillis(Math.max(0, now - latest.getAsLong() / 1_000)));
  }

  /// Understands some records.
  Future<Made> made(List<ConsumerRecord<byte[], byte[]>> records) {
    long bytes = records.stream().mapToLong(PartitionLane::bytes).sum();
    return patiently(() -> understood(records))
        .map(planned -> new Made(records, bytes, Optional.of(planned)))
        .recover(failure -> {
          if (failure instanceof AbandonedException) {
            return Future.failedFuture(failure);
          }
          LOG.atDebug()
              .addKeyValue("partition", partition)
              .log("records are looked at one by one: {}", failure.toString());
          return Future.succeededFuture(new Made(records, bytes, Optional.empty()));
        });
  }

  private Future<PlannedBatch> understood(List<ConsumerRecord<byte[], byte[]>> records) {
    return stream
        .get()
        .compose(name -> format.prepare(records).compose(ready -> planned(name, records)));
  }

  /// One after the other: the next batch is made while this one may be looked at record by record.
  private Future<PlannedBatch> planned(
      String stream, List<ConsumerRecord<byte[], byte[]>> records) {
    var turn = planning.transform(before -> offLoop.run(() -> planner.plan(stream, records)));
    planning = turn;
    return turn;
  }

  private Future<Done> written(Made made) {
    if (made.planned().isEmpty()) {
      return oneByOne(made.records(), Optional.empty());
    }
    var planned = made.planned().get();
    if (policy == BadRecords.STOP && !planned.bad().isEmpty()) {
      return upTo(planned.bad().getFirst(), made.records());
    }
    // Bad records are told once the others are stored: a refused batch is looked at again.
    return writer
        .write(planned.pieces())
        .compose(stored -> badRecords.take(planned.bad()))
        .map(stored -> new Done(made.end(), Optional.empty()))
        .recover(failure ->
            failure instanceof RefusedException refused
                ? oneByOne(made.records(), Optional.of(refused))
                : Future.failedFuture(failure));
  }

  /// Writes what is before a bad record, and nothing behind it.
  private Future<Done> upTo(BadRecord bad, List<ConsumerRecord<byte[], byte[]>> records) {
    var before = records.subList(0, records.indexOf(bad.record()));
    var stopped = new Done(bad.record().offset(), Optional.of(reason(bad)));
    return before.isEmpty()
        ? Future.succeededFuture(stopped)
        : made(before)
            .compose(this::written)
            .map(done -> done.stopped().isPresent() ? done : stopped);
  }

  /// Each half by itself, down to the record that nobody takes.
  private Future<Done> oneByOne(
      List<ConsumerRecord<byte[], byte[]>> records, Optional<RefusedException> refused) {
    if (records.size() == 1) {
      return alone(records.getFirst(), refused);
    }
    int half = records.size() / 2;
    return made(records.subList(0, half))
        .compose(this::written)
        .compose(done ->
            done.stopped().isPresent()
                ? Future.succeededFuture(done)
                : made(records.subList(half, records.size())).compose(this::written));
  }

  private Future<Done> alone(
      ConsumerRecord<byte[], byte[]> record, Optional<RefusedException> refused) {
    if (refused.isPresent()) {
      return bad(new BadRecord(record, refused.get().reason(), Optional.empty()));
    }
    return patiently(() -> understood(List.of(record)))
        .compose(planned -> written(new Made(List.of(record), 0, Optional.of(planned))))
        .recover(failure ->
            failure instanceof AbandonedException
                ? Future.failedFuture(failure)
                : bad(new BadRecord(record, message(failure, record), Optional.empty())));
  }

  private Future<Done> bad(BadRecord bad) {
    return policy == BadRecords.STOP
        ? Future.succeededFuture(new Done(bad.record().offset(), Optional.of(reason(bad))))
        : badRecords
            .take(List.of(bad))
            .map(told -> new Done(bad.record().offset() + 1, Optional.empty()));
  }

  private String message(Throwable failure, ConsumerRecord<byte[], byte[]> record) {
    var known = PushException.of(failure);
    if (known.kind() == FailureKind.DEFECT) {
      LOG.atError()
          .addKeyValue("partition", partition)
          .addKeyValue("offset", record.offset())
          .setCause(failure)
          .log("a record cannot be understood, by a defect");
    }
    return known.kind() + ": " + known.getMessage();
  }

  private static String reason(BadRecord bad) {
    return "offset " + bad.record().offset() + ": " + bad.reason();
  }

  /// Again and again, as long as it may help.
  private <T> Future<T> patiently(Supplier<Future<T>> attempt) {
    return patiently(attempt, 1);
  }

  private <T> Future<T> patiently(Supplier<Future<T>> attempt, int attempts) {
    return started(attempt)
        .recover(failure -> {
          var known = PushException.of(failure);
          return Passing.mayPass(known.kind())
              ? patience.again(
                  attempts,
                  known.kind() + ": " + known.getMessage(),
                  () -> patiently(attempt, attempts + 1))
              : Future.failedFuture(failure);
        });
  }

  private static <T> Future<T> started(Supplier<Future<T>> attempt) {
    try {
      return attempt.get();
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }
}
