package dev.penstock.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.penstock.kafka.KafkaTopics;
import dev.penstock.online.redis.LocalRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/// Measures a process that consumes records of 300 bytes from 6 partitions into Redis: how fast
/// beside what the server can take at all, how long from produced to readable at half of that, and
/// what 10 million records of lag do to a heap of 256 MB. Kafka, Redis and Penstock are processes
/// of their own on this machine; figures are compared within one run only.
///
/// ```text
/// ./mvnw -DskipTests package dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/classpath
/// java -cp "target/test-classes:target/classes:$(cat target/classpath)" dev.penstock.bench.KafkaBench
///   throughput [rounds [seconds of each [records [online | online_and_offline]]]]
///   latency [records/s [seconds]]
///   lag [records]
/// ```
///
/// Without arguments all three, the second at half of what the first has found.
public final class KafkaBench implements AutoCloseable {
  private static final String FILLED = "rows";
  private static final String PACED = "paced";
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration GROWING = Duration.ofSeconds(60);
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(100);

  private final Path home;
  private final LocalRedis redis;
  private final BrokerProcess kafka;
  private final Vertx vertx = Vertx.vertx();

  private KafkaBench(Path home, LocalRedis redis, BrokerProcess kafka) {
    this.home = home;
    this.redis = redis;
    this.kafka = kafka;
  }

  public static void main(String[] arguments) throws Exception {
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.WARN);
    var given = List.of(arguments);
    var home = Files.createTempDirectory(Path.of("target"), "kafka").toAbsolutePath();
    try (var bench =
        new KafkaBench(home, LocalRedis.start(), BrokerProcess.start(home.resolve("kafka")))) {
      switch (given.isEmpty() ? "all" : given.getFirst()) {
        case "throughput" ->
            bench.throughput(
                number(given, 1, 5),
                number(given, 2, 8),
                number(given, 3, 8_000_000),
                given.size() > 4 ? given.get(4) : "online");
        case "latency" -> bench.latency((double) number(given, 1, 20_000), number(given, 2, 60));
        case "lag" -> bench.lag(number(given, 1, 10_000_000));
        case "all" -> {
          double found = bench.throughput(5, 8, 10_000_000, "online");
          bench.throughput(5, 8, 0, "online_and_offline");
          bench.latency(found / 2, 60);
          bench.lag(0);
        }
        default -> throw new IllegalArgumentException("what is " + given.getFirst());
      }
    }
  }

  private static long number(List<String> given, int at, long otherwise) {
    return given.size() > at ? Long.parseLong(given.get(at)) : otherwise;
  }

  /// Consuming and what the server can take, in turns: the process is stopped while the ceiling is
  /// measured.
  ///
  /// @param records to fill the topic with first
  /// @return rows a second, the median of the rounds
  private double throughput(long rounds, long seconds, long records, String to) throws Exception {
    fill(records);
    empty();
    var ceiling =
        new RedisCeiling(
            new RedisRows(KafkaRows.ENTITIES), redis.port(), Duration.ofSeconds(seconds));
    var view = RedisRows.view("narrow", KafkaRows.FEATURES);
    var consumed = new ArrayList<Double>();
    var written = new ArrayList<Double>();
    try (var penstock = started("-Xmx1g", to, to)) {
      await(penstock, 1);
      Thread.sleep(WARM_UP);
      penstock.signal("STOP");
      var _ = ceiling.guarded(view, 1_000);
      for (long round = 0; round < rounds; round++) {
        penstock.signal("CONT");
        consumed.add(rate(penstock, Duration.ofSeconds(seconds)));
        penstock.signal("STOP");
        written.add(ceiling.guarded(view, 1_000).perSecond());
      }
      penstock.signal("CONT");
      showFaults(penstock);
    }
    for (int round = 0; round < rounds; round++) {
      System.out.printf(
          Locale.ROOT,
          "%s %,10.0f rows/s  ceiling %,10.0f rows/s  %.2f%n",
          to,
          consumed.get(round),
          written.get(round),
          consumed.get(round) / written.get(round));
    }
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < rounds; round++) {
      ratios.add(consumed.get(round) / written.get(round));
    }
    System.out.printf(
        Locale.ROOT,
        "%s median %,.0f rows/s, %.2f of the ceiling%n",
        to,
        median(consumed),
        median(ratios));
    return median(consumed);
  }

  /// From the first record that ends within the time to the last.
  private double rate(ConsumingProcess penstock, Duration duration) throws Exception {
    // What was under way when it was stopped ends at once.
    Thread.sleep(Duration.ofSeconds(1));
    double ofRedis = redisSeconds();
    var own = penstock.processorTime();
    long before = penstock.records();
    long begun = System.nanoTime();
    Thread.sleep(duration);
    long records = penstock.records() - before;
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (penstock.metric("penstock_kafka_lag_records") == 0) {
      throw new IllegalStateException("there was nothing left to consume; give more records");
    }
    System.out.printf(
        Locale.ROOT,
        "  processor time of a record: %.1f us of Penstock, %.1f us of Redis%n",
        penstock.processorTime().minus(own).toNanos() / 1e3 / records,
        (redisSeconds() - ofRedis) * 1e6 / records);
    return records / seconds;
  }

  /// Of windows of some seconds, the median of which counts: other machines of the same host take
  /// processors away now and then, which is told too.
  private void latency(double perSecond, long seconds) throws Exception {
    try (var topics = new KafkaTopics(kafka.servers())) {
      topics.create(PACED, KafkaRows.PARTITIONS);
    }
    // As Kafka's producers have it of themselves from version 4 on.
    var settings = Map.<String, Object>of("linger.ms", 5);
    try (var penstock = started("-Xmx1g", "latency", "online");
        var load = new KafkaLoad(kafka.servers(), settings);
        var watch = new ReadableWatch(redis.port(), "kafka");
        var machine = new StolenTime(WINDOW)) {
      // Broker, client and Penstock are compiled at first, which takes the processors for a while.
      long warm = GROWING.plus(WARM_UP).toNanos();
      long counted = System.nanoTime() + warm;
      machine.start(warm);
      load.pace(
          PACED,
          perSecond,
          GROWING.toSeconds(),
          WARM_UP.toSeconds() + seconds,
          (entity, partition) -> watch.await(entity, partition, System.nanoTime()));
      var windows =
          watch.ended().stream()
              .filter(one -> one.since() >= counted)
              .collect(
                  Collectors.groupingBy(
                      one -> (one.since() - counted) / WINDOW.toNanos(),
                      TreeMap::new,
                      Collectors.mapping(ReadableWatch.Seen::millis, Collectors.toList())));
      windows.keySet().removeIf(window -> window >= seconds / WINDOW.toSeconds());
      showLatency(perSecond, windows, machine);
      showFaults(penstock);
    }
  }

  private static void showLatency(
      double perSecond, Map<Long, List<Double>> windows, StolenTime machine) {
    windows.replaceAll((window, millis) -> millis.stream().sorted().toList());
    windows.forEach((window, millis) ->
        System.out.printf(
            Locale.ROOT,
            "p50 %.1f ms  p99 %.1f ms  most %.1f ms  stolen %.0f %%%n",
            quantile(millis, 0.5),
            quantile(millis, 0.99),
            millis.getLast(),
            100 * machine.of(Math.toIntExact(window))));
    System.out.printf(
        Locale.ROOT,
        "latency at %,.0f records/s, median of the windows: p50 %.1f ms  p99 %.1f ms%n",
        perSecond,
        median(windows.values().stream().map(millis -> quantile(millis, 0.5)).toList()),
        median(windows.values().stream().map(millis -> quantile(millis, 0.99)).toList()));
  }

  /// @param records of lag; 0 for those that are there
  private void lag(long records) throws Exception {
    fill(records);
    empty();
    var log = home.resolve("gc.log");
    long wanted;
    try (var topics = new KafkaTopics(kafka.servers())) {
      wanted = topics.ends(FILLED).values().stream().mapToLong(end -> end).sum();
    }
    var resident = new ArrayList<Long>();
    long begun = System.nanoTime();
    try (var penstock = started("-Xmx256m", "lag", "online", "-Xlog:gc:file=" + log)) {
      while (penstock.records() < wanted) {
        resident.add(residentKilobytes(penstock));
        Thread.sleep(Duration.ofSeconds(1));
      }
      System.out.printf(
          Locale.ROOT,
          "lag of %,d records consumed in %.0f s%n",
          wanted,
          (System.nanoTime() - begun) / 1e9);
      showFaults(penstock);
    }
    var heap = HeapAfterCollections.of(log);
    for (int quarter = 0; quarter < 4; quarter++) {
      System.out.printf(
          Locale.ROOT,
          "quarter %d  heap after collections: least %d MB  median %d MB  most %d MB   resident %d MB%n",
          quarter + 1,
          heap.ofQuarter(quarter).getFirst(),
          heap.median(quarter),
          heap.ofQuarter(quarter).getLast(),
          resident.get(resident.size() * (quarter + 1) / 4 - 1) / 1024);
    }
  }

  /// Has every record be newer than what is stored.
  private void empty() throws Exception {
    var _ = redis.call(vertx, Command.FLUSHALL);
  }

  private void fill(long records) throws Exception {
    if (records == 0) {
      return;
    }
    try (var topics = new KafkaTopics(kafka.servers())) {
      topics.create(FILLED, KafkaRows.PARTITIONS);
    }
    long begun = System.nanoTime();
    try (var load =
        new KafkaLoad(kafka.servers(), Map.of("batch.size", 1 << 18, "linger.ms", 20))) {
      load.fill(FILLED, records);
    }
    System.out.printf(
        Locale.ROOT,
        "%,d records of %d bytes are there, after %.0f s%n",
        records,
        KafkaRows.BYTES,
        (System.nanoTime() - begun) / 1e9);
  }

  private ConsumingProcess started(String heap, String group, String to, String... machine)
      throws Exception {
    var options = new ArrayList<String>();
    options.add(heap);
    options.addAll(List.of(machine));
    return ConsumingProcess.start(
        home.resolve(group), options, kafka.servers(), redis.port(), group, to);
  }

  private static void await(ConsumingProcess penstock, long records) throws InterruptedException {
    while (penstock.records() < records) {
      Thread.sleep(TICK);
    }
  }

  private static void showFaults(ConsumingProcess penstock) {
    System.out.printf(
        Locale.ROOT,
        "  tried again %.0f times, bad records %.0f%n",
        penstock.metric("penstock_kafka_retries_total"),
        penstock.metric("penstock_kafka_records_bad_total"));
  }

  private double redisSeconds() throws Exception {
    return redis
        .call(vertx, Command.INFO, "cpu")
        .toString()
        .lines()
        .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  private static long residentKilobytes(ConsumingProcess penstock) throws Exception {
    try (var lines = Files.lines(Path.of("/proc/" + penstock.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  private static double median(List<Double> rounds) {
    return quantile(rounds.stream().sorted().toList(), 0.5);
  }

  private static double quantile(List<Double> sorted, double part) {
    return sorted.get((int) (sorted.size() * part));
  }

  @Override
  public void close() throws IOException {
    var _ = vertx.close();
    redis.close();
    kafka.close();
  }
}
