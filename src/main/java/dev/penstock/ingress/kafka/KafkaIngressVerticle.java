package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig;
import dev.penstock.work.Doubling;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One consumer of the group: fetches records, hands them to the lanes of their partitions, and
/// commits how far these are.
///
/// It polls all the time, because whoever does not is taken for dead; what cannot be taken is
/// paused.
public final class KafkaIngressVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaIngressVerticle.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
  private static final Duration LAG_INTERVAL = Duration.ofSeconds(1);

  private final KafkaIngress shared;
  private final int number;
  private final Doubling pauses;
  private HandoverConsumer consumer;
  private KafkaReadStream<byte[], byte[]> stream;
  private Lanes lanes;
  private KafkaClients clients;
  private Future<?> committing = Future.succeededFuture();
  private int failures;
  private boolean stopping;
  private Future<?> polling = Future.succeededFuture();

  /// @param number of the consumer in this process, from 0
  public KafkaIngressVerticle(KafkaIngress shared, int number) {
    this.shared = shared;
    this.number = number;
    var retry = shared.config().retry();
    this.pauses = new Doubling(retry.firstDelay(), retry.longestDelay());
  }

  /// Kafka may be away: it is tried again until it is there.
  @Override
  public Future<?> start() {
    var config = shared.config();
    try {
      clients = new KafkaClients(vertx, context, new ClientProperties(config));
      lanes = new Lanes(vertx, context, shared, clients);
      consumer =
          new HandoverConsumer(
              new ClientProperties(config).consumer(number), new OnLoop(), config.drainTimeout());
    } catch (KafkaException refused) {
      throw RefusedSettings.of(refused);
    }
    stream = KafkaReadStream.create(vertx, consumer);
    vertx.setPeriodic(COMMIT_INTERVAL.toMillis(), tick -> commit());
    vertx.setPeriodic(PROBE_INTERVAL.toMillis(), tick -> probe());
    vertx.setPeriodic(LAG_INTERVAL.toMillis(), tick -> lanes.tellLags(consumer.lags()));
    return subscribe().onSuccess(subscribed -> poll());
  }

  /// Ends what is being written, as far as that is quick, and commits it.
  @Override
  public Future<?> stop() {
    stopping = true;
    return Future.any(lanes.close(), vertx.timer(shared.config().drainTimeout().toMillis()))
        .transform(closed -> polling)
        .transform(polled -> committing)
        .transform(committed -> commitNow())
        .transform(committed -> stream.close())
        .transform(closed -> clients.close());
  }

  private Future<Void> subscribe() {
    List<TopicConfig> topics = shared.config().topics();
    if (topics.stream().allMatch(topic -> topic.pattern().isEmpty())) {
      return stream.subscribe(
          topics.stream().flatMap(topic -> topic.topics().stream()).collect(Collectors.toSet()));
    }
    return stream.subscribe(
        Pattern.compile(
            topics.stream()
                .flatMap(topic ->
                    Stream.concat(
                        topic.topics().stream().map(Pattern::quote),
                        topic.pattern().map(Pattern::pattern).stream()))
                .map(part -> "(?:" + part + ")")
                .collect(Collectors.joining("|"))));
  }

  /// A consumer waits in silence for brokers that are away; somebody has to say so.
  private void probe() {
    if (!stopping) {
      clients
          .probe(PROBE_INTERVAL)
          .onComplete(
              answered -> shared.state().works("probe " + number),
              cause ->
                  shared
                      .state()
                      .fails(
                          "probe " + number,
                          "Kafka does not answer: " + RefusedSettings.reason(cause)));
    }
  }

  private void poll() {
    if (stopping) {
      return;
    }
    polling =
        stream
            .poll(POLL)
            .onComplete(
                records -> {
                  take(records);
                  poll();
                },
                this::pollAgain);
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    // That nothing came proves nothing: Kafka's client does not tell that nobody answers it.
    if (failures > 0 && !(records.isEmpty() && consumer.lags().isEmpty())) {
      LOG.info("Kafka answers again");
      failures = 0;
      shared.state().works(name());
    }
    if (stopping) {
      return;
    }
    for (TopicPartition partition : records.partitions()) {
      lanes.add(partition, records.records(partition));
    }
    lanes.balance(stream);
  }

  private void pollAgain(Throwable cause) {
    if (stopping) {
      return;
    }
    failures++;
    var pause = pauses.pause(failures);
    shared.state().fails(name(), "Kafka cannot be consumed: " + cause.getMessage());
    LOG.warn("Kafka is tried again in {} ms: {}", pause.toMillis(), cause.toString());
    vertx.setTimer(pause.toMillis(), due -> poll());
  }

  private String name() {
    return "consumer " + number;
  }

  /// One commit at a time; what ends meanwhile goes with the next.
  private void commit() {
    if (committing.isComplete() && !stopping) {
      committing = commitNow();
    }
  }

  private Future<?> commitNow() {
    var ends = lanes.uncommitted();
    if (ends.isEmpty()) {
      return Future.succeededFuture();
    }
    return stream
        .commit(ends)
        .onSuccess(done -> lanes.committed(ends))
        .onFailure(cause ->
            // It is tried again with the next; until then the same records may come again.
            LOG.warn("offsets are not committed yet: {}", cause.toString()));
  }

  /// The consumer's thread asks, the event loop answers.
  private final class OnLoop implements HandoverConsumer.Assignment {
    @Override
    public void gained(Collection<TopicPartition> partitions) {
      shared.listener().rebalanced(partitions.size(), 0);
      LOG.info("consumer {} has {}", number, partitions);
      context.runOnContext(now -> lanes.gained(partitions));
    }

    @Override
    public CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> giveUp(
        Collection<TopicPartition> partitions) {
      shared.listener().rebalanced(0, partitions.size());
      LOG.info("consumer {} gives up {}", number, partitions);
      var done = new CompletableFuture<Map<TopicPartition, OffsetAndMetadata>>();
      context.runOnContext(
          now -> lanes.giveUp(partitions).onComplete(done::complete, done::completeExceptionally));
      return done;
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
      shared.listener().rebalanced(0, partitions.size());
      context.runOnContext(now -> {
        var _ = lanes.giveUp(partitions);
      });
    }
  }
}
