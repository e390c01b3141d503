package dev.penstock.ingress.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A consumer that gives a partition up only after what is being written of it has ended, and its
/// offset is committed. The client of Vert.x tells of such changes when they are over.
///
/// Rebalances happen within a poll, on the consumer's own thread, which waits here.
final class HandoverConsumer extends KafkaConsumer<byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(HandoverConsumer.class);

  private final Assignment assignment;
  private final Duration patience;
  private final Map<TopicPartition, Long> lags = new ConcurrentHashMap<>();

  /// Is told what the consumer has, on the consumer's thread.
  interface Assignment {
    /// Partitions that are to be consumed from now on.
    void gained(Collection<TopicPartition> partitions);

    /// Partitions that somebody else is going to consume: what is under way should end.
    ///
    /// @return up to where they are done
    CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> giveUp(
        Collection<TopicPartition> partitions);

    /// Partitions that somebody else may consume already.
    void lost(Collection<TopicPartition> partitions);
  }

  /// @param patience how long what is under way may take to end
  HandoverConsumer(Map<String, Object> properties, Assignment assignment, Duration patience) {
    super(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.assignment = assignment;
    this.patience = patience;
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener teller) {
    super.subscribe(topics, new Handover());
  }

  @Override
  public void subscribe(Pattern pattern, ConsumerRebalanceListener teller) {
    super.subscribe(pattern, new Handover());
  }

  /// Leaves out partitions that were given up meanwhile: their next owner may be further.
  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    var own = new HashMap<>(offsets);
    own.keySet().retainAll(assignment());
    super.commitSync(own);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    var records = super.poll(timeout);
    for (TopicPartition partition : assignment()) {
      currentLag(partition).ifPresent(lag -> lags.put(partition, lag));
    }
    lags.keySet().retainAll(assignment());
    return records;
  }

  /// How many records of each partition have not been fetched, as of the last poll.
  Map<TopicPartition, Long> lags() {
    return lags;
  }

  private final class Handover implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        assignment.gained(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (partitions.isEmpty()) {
        return;
      }
      try {
        var done = assignment.giveUp(partitions).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!done.isEmpty()) {
          commitSync(done, patience);
        }
      } catch (TimeoutException | ExecutionException | KafkaException late) {
        // The next owner repeats it, which changes nothing.
        LOG.warn("{} are given up before all is committed: {}", partitions, late.toString());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        LOG.warn("{} are lost: the group took this consumer for dead", partitions);
        assignment.lost(partitions);
      }
    }
  }
}
