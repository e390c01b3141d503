package dev.penstock.ingress.kafka;

import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of one partition, on their way into the stores: one batch after the other is
/// written, while the next is made. One event loop's.
///
/// ```text
/// fetched → waiting (bounded, then the partition pauses) → made → written → end, to be committed
/// ```
final class PartitionLane {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionLane.class);

  private final TopicPartition partition;
  private final LaneWork work;
  private final Limits limits;
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final ArrayDeque<List<ConsumerRecord<byte[], byte[]>>> underWay = new ArrayDeque<>();
  private final Promise<Void> idle = Promise.promise();
  private long waitingBytes;
  private long underWayBytes;
  private Optional<Future<LaneWork.Made>> next = Optional.empty();
  private boolean writing;
  private boolean closed;
  private Optional<String> stopped = Optional.empty();
  private Optional<Long> stoppedAt = Optional.empty();
  private long end = -1;
  private long fetched = -1;

  /// @param batchRows most records of a batch
  /// @param bytes of records that may wait or be under way before the partition pauses
  record Limits(int batchRows, long bytes) {}

  PartitionLane(TopicPartition partition, LaneWork work, Limits limits) {
    this.partition = partition;
    this.work = work;
    this.limits = limits;
  }

  /// Takes what was fetched.
  void add(List<ConsumerRecord<byte[], byte[]>> records) {
    fetched = records.getLast().offset() + 1;
    if (closed || stopped.isPresent()) {
      return;
    }
    for (var record : records) {
      waiting.add(record);
      waitingBytes += bytes(record);
    }
    goOn();
  }

  /// Whether nothing further should be fetched.
  boolean isFull() {
    return stopped.isPresent() || waitingBytes + underWayBytes >= limits.bytes();
  }

  /// Whether fetching is worth it again.
  boolean hasRoom() {
    return stopped.isEmpty() && waitingBytes + underWayBytes <= limits.bytes() / 2;
  }

  /// Behind the last record that is done with all before it; -1 as long as none is.
  long end() {
    return end;
  }

  /// Why nothing more is taken, where a bad record has ended it.
  Optional<String> stopped() {
    return stopped;
  }

  /// Why records are tried again and again, while they are.
  Optional<String> waitsFor() {
    return stopped.isPresent() ? Optional.empty() : work.waitsFor();
  }

  /// How many records were fetched and are not done.
  long pending() {
    // Those behind a bad record that ends it are not held, but not done either.
    return stopped.isPresent() && end >= 0
        ? fetched - end
        : waiting.size() + underWay.stream().mapToInt(List::size).sum();
  }

  /// When the oldest record that is not done was produced, in milliseconds since the epoch.
  Optional<Long> oldest() {
    return stoppedAt.or(() ->
        Stream.concat(underWay.stream().map(List::getFirst), waiting.stream())
            .findFirst()
            .map(ConsumerRecord::timestamp));
  }

  /// Takes nothing further, and forgets what waits.
  ///
  /// @return succeeds once nothing is being written any more
  Future<Void> close() {
    closed = true;
    waiting.clear();
    waitingBytes = 0;
    work.abandon();
    endIdle();
    return idle.future();
  }

  private void goOn() {
    if (closed || stopped.isPresent()) {
      endIdle();
      return;
    }
    // A small batch that waits for its turn would only keep others from joining it.
    boolean worthIt = !writing || waiting.size() >= limits.batchRows();
    if (next.isEmpty() && !waiting.isEmpty() && worthIt) {
      make(take());
    }
    if (!writing && next.filter(Future::succeeded).isPresent()) {
      var made = next.get();
      next = Optional.empty();
      write(made.result());
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> take() {
    var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    long bytes = 0;
    while (!waiting.isEmpty()
        && batch.size() < limits.batchRows()
        && (batch.isEmpty() || bytes + bytes(waiting.peek()) <= limits.bytes() / 2)) {
      var record = waiting.remove();
      bytes += bytes(record);
      batch.add(record);
    }
    waitingBytes -= bytes;
    underWayBytes += bytes;
    underWay.add(batch);
    return batch;
  }

  private void make(List<ConsumerRecord<byte[], byte[]>> batch) {
    var made = work.made(batch);
    next = Optional.of(made);
    made.onComplete(
        done -> goOn(),
        failure -> {
          next = Optional.empty();
          fail(failure);
        });
  }

  private void write(LaneWork.Made made) {
    writing = true;
    work.write(made)
        .onComplete(
            done -> {
              end = Math.max(end, done.end());
              underWayBytes -= made.bytes();
              underWay.remove();
              writing = false;
              stopped = done.stopped();
              stopped.ifPresent(reason -> stop(reason, made));
              goOn();
            },
            failure -> {
              writing = false;
              fail(failure);
            });
    goOn();
  }

  private void stop(String reason, LaneWork.Made made) {
    stoppedAt =
        made.records().stream()
            .filter(record -> record.offset() >= end)
            .map(ConsumerRecord::timestamp)
            .findFirst();
    waiting.clear();
    waitingBytes = 0;
    LOG.atError()
        .addKeyValue("partition", partition)
        .log("the partition is not consumed any further (badRecords: stop): {}", reason);
  }

  /// What can be tried again has been; the rest is a defect, or the end of the lane.
  private void fail(Throwable failure) {
    if (!closed) {
      LOG.atError()
          .addKeyValue("partition", partition)
          .setCause(failure)
          .log("the partition is not consumed any further");
      stopped = Optional.of(String.valueOf(PushException.of(failure).getMessage()));
    }
    endIdle();
  }

  private void endIdle() {
    if (closed && !writing) {
      idle.tryComplete();
    }
  }

  static long bytes(ConsumerRecord<byte[], byte[]> record) {
    // Of the objects around them.
    return 150L
        + Math.max(0, record.serializedKeySize())
        + Math.max(0, record.serializedValueSize());
  }
}
