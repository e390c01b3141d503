package dev.penstock.demo;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// Replays purchases over a topic of Kafka that a serving Penstock consumes, reads features back,
/// and tells what was stored. Everything it knows of that it asks from outside.
public final class KafkaDemo {
  private static final String LATENCY = "penstock_kafka_produced_to_readable_seconds";

  private KafkaDemo() {}

  /// Where the service is.
  ///
  /// @param metricsPort where `/metrics` is
  public record Address(String host, int port, int metricsPort) {}

  /// Runs the demo to its end; blocks, so it is for a thread of its own.
  ///
  /// - **Fails** with [PushException]: `UNAVAILABLE` when Kafka or the service does not go on,
  ///   `DEFECT` for counts that do not add up.
  public static void run(
      Vertx vertx, Address service, Purchases purchases, DemoTopics topics, PrintStream out) {
    out.printf(
        "Purchases go to %s at %s, bad ones on to %s; %s.%n",
        topics.topic(),
        topics.servers(),
        topics.deadLetters(),
        topics.kept() ? "both are kept" : "both are deleted at the end");
    if (purchases.lines().isEmpty()) {
      out.println("There is nothing to replay.");
      return;
    }
    var replay =
        new RecordReplay(vertx, new Api(vertx, service.host(), service.metricsPort()), topics);
    replay.awaitConsumer();
    long begun = System.nanoTime();
    replay.run(new PurchaseRecords(topics.topic(), purchases.lines()), out);
    var took = Duration.ofNanos(System.nanoTime() - begun);

    var report = new DemoReport(new Api(vertx, service.host(), service.port()), out);
    report.readBasket(
        "the last purchase, read back by the feature service shop_basket",
        purchases.lines().getLast());
    var counted = replay.counted();
    var stored = RecordReplay.stored(counted);
    report.summary(purchases, stored, took);
    whole(stored, purchases.lines().size());
    latency(counted, topics, out);
    letters(topics, out);
    report.total(purchases, stored, "; dead letters: " + PurchaseRecords.BROKEN);
  }

  /// Offline each is there once; online a redelivered one is counted again.
  private static void whole(Stored stored, int rows) {
    boolean online = stored.online().values().stream().allMatch(counts -> counts.rows() >= rows);
    boolean offline =
        stored.offline().values().stream().allMatch(counts -> counts.written() == rows);
    if (!online || !offline) {
      throw new PushException(
          FailureKind.DEFECT, "of %d rows the service accounts for %s".formatted(rows, stored));
    }
  }

  private static void latency(Scrape counted, DemoTopics topics, PrintStream out) {
    var ours = Map.of("topic", topics.topic());
    out.printf(
        Locale.ROOT,
        "  from produced to readable: p50 %.0f ms, p99 %.0f ms (the oldest record of each of %.0f batches)%n",
        1e3 * counted.quantile(LATENCY, ours, 0.5),
        1e3 * counted.quantile(LATENCY, ours, 0.99),
        counted.sum(LATENCY + "_count", ours));
  }

  private static void letters(DemoTopics topics, PrintStream out) {
    var letters = BadLetters.read(topics, PurchaseRecords.BROKEN);
    out.printf(
        "%n%d records were bad on purpose; %s has them as they came, and the reason:%n",
        letters.size(), topics.deadLetters());
    letters.forEach(letter ->
        out.printf(
            Locale.ROOT,
            "  partition %d, offset %,d%s: %s%n",
            letter.partition(),
            letter.offset(),
            letter.column().map(column -> ", column " + column).orElse(""),
            letter.reason()));
  }
}
