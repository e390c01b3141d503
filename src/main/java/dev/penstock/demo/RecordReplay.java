package dev.penstock.demo;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Produces purchases to their topic, as fast as the service stores them: only so many are on their
/// way that it has not yet told to be done with.
final class RecordReplay {
  private static final int MOST_UNDER_WAY = 2_000;
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx;
  private final Api metrics;
  private final DemoTopics topics;
  private volatile @Nullable Exception refusal;
  private Scrape latest = new Scrape(List.of());

  /// @param metrics where the service tells what it counts
  RecordReplay(Vertx vertx, Api metrics, DemoTopics topics) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.topics = topics;
  }

  /// Waits until the service consumes the topic.
  ///
  /// - **Fails** with `UNAVAILABLE` when it does not.
  void awaitConsumer() {
    await(
        "the service was not given the topic's partitions",
        scrape -> {
          double gained = scrape.sum("penstock_kafka_partitions_gained_total", Map.of());
          double lost = scrape.sum("penstock_kafka_partitions_lost_total", Map.of());
          return gained - lost >= DemoTopics.PARTITIONS;
        });
  }

  /// Produces all of them, and waits until they are stored.
  ///
  /// - **Fails** with `UNAVAILABLE` when Kafka or the service does not take them, `DEFECT` when
  ///   what it tells does not add up.
  void run(PurchaseRecords records, PrintStream out) {
    try (var producer = producer();
        var progress = Progress.of(records.count(), out)) {
      int sent = 0;
      long done = 0;
      while (done < records.count()) {
        int end = (int) Math.min(records.count(), done + MOST_UNDER_WAY);
        for (; sent < end; sent++) {
          send(producer, records, sent);
        }
        done = awaitMore(done);
        progress.stepTo(done);
      }
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, PurchaseRecords records, int place) {
    var _ =
        producer.send(
            records.at(place),
            (metadata, failure) -> {
              if (failure != null) {
                refusal = failure;
              }
            });
  }

  private long awaitMore(long before) {
    await("no record was stored", scrape -> done(scrape) > before);
    return done(latest);
  }

  private long done(Scrape scrape) {
    return (long) scrape.sum("penstock_kafka_records_total", Map.of("topic", topics.topic()));
  }

  private void await(String trouble, Predicate<Scrape> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    latest = Scrape.of(metrics.get("/metrics"));
    while (!condition.test(latest)) {
      var refused = refusal;
      if (refused != null) {
        throw new PushException(
            FailureKind.UNAVAILABLE,
            "Kafka at %s does not take records: %s".formatted(topics.servers(), refused));
      }
      if (System.nanoTime() > deadline) {
        throw new PushException(
            FailureKind.UNAVAILABLE,
            "%s within %d s; the log says why".formatted(trouble, PATIENCE.toSeconds()));
      }
      var _ = vertx.timer(LOOK.toMillis()).await();
      latest = Scrape.of(metrics.get("/metrics"));
    }
  }

  /// What the service counts by now.
  Scrape counted() {
    latest = Scrape.of(metrics.get("/metrics"));
    return latest;
  }

  /// The rows by target, in the service's own words.
  static Stored stored(Scrape scrape) {
    return new Stored(counts(scrape, "online"), counts(scrape, "offline"));
  }

  private static Map<String, Counts> counts(Scrape scrape, String store) {
    var counts = new TreeMap<String, Counts>();
    for (var target : scrape.values("penstock_rows_total", Map.of("store", store), "target")) {
      var rows = Map.of("store", store, "target", target, "push_source", "purchases");
      counts.put(target, new Counts(rows(scrape, rows, "written"), rows(scrape, rows, "stale")));
    }
    return counts;
  }

  private static long rows(Scrape scrape, Map<String, String> labels, String outcome) {
    var having = new HashMap<>(labels);
    having.put("outcome", outcome);
    return (long) scrape.sum("penstock_rows_total", having);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    var settings = new HashMap<>(topics.connection());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L << 20);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    var serializer = new ByteArraySerializer();
    return new KafkaProducer<>(settings, serializer, serializer);
  }
}
