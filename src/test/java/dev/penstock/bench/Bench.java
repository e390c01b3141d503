package dev.penstock.bench;

import dev.penstock.bench.HttpLoad.Figures;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Measures a serving process over HTTP: pushes of one row, pushes of 1,000 rows, reads of 50
/// features. Client and server share the machine; figures are compared within one run only.
///
/// `java -cp target/test-classes:target/classes:target/lib/* dev.penstock.bench.Bench [seconds]`,
/// from the project's root, after `./mvnw -DskipTests package`.
public final class Bench {
  private static final int KEYS = 20_000;
  private static final int FEATURES = 50;
  private static final int BATCH_FEATURES = 8;
  private static final int BATCH_ROWS = 1_000;
  private static final int PREPARED = 512;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Random random = new Random(7);
  private final HttpLoad load;
  private final Duration duration;

  private Bench(HttpLoad load, Duration duration) {
    this.load = load;
    this.duration = duration;
  }

  public static void main(String[] arguments) throws Exception {
    var duration = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 10);
    Path data = Files.createTempDirectory(Path.of("target"), "bench");
    Path definitions = Files.writeString(data.resolve("definitions.yaml"), definitions());
    try (var penstock =
        ServingProcess.start(
            List.of("--data", data.resolve("store").toString()),
            Map.of("PENSTOCK_DEFINITIONS", definitions.toAbsolutePath().toString()))) {
      var vertx = Vertx.vertx();
      new Bench(new HttpLoad(vertx, penstock.port()), duration).run();
      vertx.close();
    }
  }

  private void run() throws InterruptedException {
    var single = prepared(() -> push("wide_push", FEATURES, 1, "online"));
    var batches = prepared(() -> push("narrow_push", BATCH_FEATURES, BATCH_ROWS, "online"));
    var both =
        prepared(() -> push("narrow_push", BATCH_FEATURES, BATCH_ROWS, "online_and_offline"));
    var small = prepared(() -> push("narrow_push", BATCH_FEATURES, 1, "online"));
    var reads = prepared(this::read);
    load.run(8, Duration.ofSeconds(3), turn -> batches.get(turn % 64));
    load.run(64, Duration.ofSeconds(3), turn -> single.get(turn % PREPARED));
    load.run(64, Duration.ofSeconds(3), turn -> reads.get(turn % PREPARED));

    show("push, 1 row x 8 features, online, 64 clients", 1, measure(64, small));
    show("push, 1 row x 8 features, online, 1 client", 1, measure(1, small));
    show("push, 1,000 rows x 8 features, online, 4 clients", BATCH_ROWS, measure(4, batches));
    show("push, 1,000 rows x 8 features, both, 4 clients", BATCH_ROWS, measure(4, both));
    show("read, 1 row x 50 features, 64 clients", 1, measure(64, reads));
    show("read, 1 row x 50 features, 1 client", 1, measure(1, reads));
  }

  private Figures measure(int clients, List<Buffer> requests) throws InterruptedException {
    return load.run(clients, duration, turn -> requests.get(turn % requests.size()));
  }

  private static void show(String what, int rows, Figures figures) {
    System.out.printf(
        Locale.ROOT,
        "%-50s %,10.0f requests/s %,12.0f rows/s  p50 %,8.0f us  p99 %,8.0f us  failed %d%n",
        what,
        figures.perSecond(),
        figures.perSecond() * rows,
        figures.p50(),
        figures.p99(),
        figures.failures());
  }

  private static List<Buffer> prepared(java.util.function.Supplier<Buffer> request) {
    return IntStream.range(0, PREPARED).mapToObj(turn -> request.get()).toList();
  }

  private Buffer push(String source, int features, int rows, String to) {
    var columns =
        IntStream.range(0, features)
            .mapToObj(feature -> "\"f%d\":%s".formatted(feature, column(rows, feature)))
            .collect(Collectors.joining(","));
    var keys =
        random.ints(rows, 0, KEYS).mapToObj(Integer::toString).collect(Collectors.joining(","));
    var times =
        IntStream.range(0, rows)
            .mapToObj(row -> "\"" + START.plusSeconds(random.nextInt(1 << 24)) + "\"")
            .collect(Collectors.joining(","));
    return HttpLoad.post(
        "/push",
        "{\"push_source_name\":\"%s\",\"to\":\"%s\",\"df\":{\"id\":[%s],%s,\"event_timestamp\":[%s]}}"
            .formatted(source, to, keys, columns, times));
  }

  private String column(int rows, int feature) {
    return IntStream.range(0, rows)
        .mapToObj(row ->
            feature % 2 == 0
                ? Integer.toString(random.nextInt(100_000))
                : String.format(Locale.ROOT, "%.3f", random.nextDouble()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Buffer read() {
    var features =
        IntStream.range(0, FEATURES)
            .mapToObj(feature -> "\"wide:f" + feature + "\"")
            .collect(Collectors.joining(","));
    return HttpLoad.post(
        "/get-online-features",
        "{\"features\":[%s],\"entities\":{\"id\":[%d]}}".formatted(features, random.nextInt(KEYS)));
  }

  private static String definitions() {
    return """
    project: bench
    entities:
      - {name: thing, join_keys: [id], value_type: INT64}
    batch_sources:
      - {name: wide_history, timestamp_field: event_timestamp}
      - {name: narrow_history, timestamp_field: event_timestamp}
    push_sources:
      - {name: wide_push, batch_source: wide_history}
      - {name: narrow_push, batch_source: narrow_history}
    feature_views:
      - {name: wide, entities: [thing], source: wide_push, schema: [%s]}
      - {name: narrow, entities: [thing], source: narrow_push, schema: [%s]}
    """
        .formatted(schema(FEATURES), schema(BATCH_FEATURES));
  }

  private static String schema(int features) {
    return IntStream.range(0, features)
        .mapToObj(feature ->
            "{name: f%d, dtype: %s}".formatted(feature, feature % 2 == 0 ? "Int64" : "Float64"))
        .collect(Collectors.joining(", "));
  }
}
