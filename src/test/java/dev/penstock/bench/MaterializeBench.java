package dev.penstock.bench;

import dev.penstock.bench.HttpLoad.Figures;
import dev.penstock.online.redis.LocalRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Measures the materialization of a Parquet file of a million entities x 8 features into Redis, by
/// a process with 256 MB of heap, and what that does to reads of 1 row x 50 features at a modest
/// rate. Reads during a run, reads for as long while nothing else happens, and a run while nobody
/// reads alternate; of each kind the median counts. All runs write over what the first has written.
///
/// With a Python that has Feast and its Redis client (`target/conformance/venv/bin/python`, once
/// `src/test/python/run` has made it), Feast's own `materialize` of the same file and runs while
/// nobody reads alternate instead, each into an empty Redis.
///
/// `java -cp "target/test-classes:target/classes:$(cat target/classpath)"
/// dev.penstock.bench.MaterializeBench [rounds [rows [python]]]`, from the project's root, after
/// `./mvnw -DskipTests package dependency:build-classpath -DincludeScope=test
/// -Dmdep.outputFile=target/classpath`.
public final class MaterializeBench {
  private static final String HEAP = "-Xmx256m";
  private static final int FEATURES = 8;
  private static final int READ_FEATURES = 50;
  private static final int KEYS = 1_000;
  private static final int CLIENTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(10);

  // Until what runs is compiled.
  private static final int WARM_UPS = 2;

  private static final String WINDOW =
      "{\"start_ts\":\"2026-01-01T00:00:00\",\"end_ts\":\"2026-02-01T00:00:00\",\"feature_views\":[\"narrow\"]}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ServingProcess penstock;
  private final HttpLoad load;
  private final int rows;
  private final List<Buffer> reads = IntStream.range(0, KEYS).mapToObj(Reads::of).toList();

  private MaterializeBench(ServingProcess penstock, HttpLoad load, int rows) {
    this.penstock = penstock;
    this.load = load;
    this.rows = rows;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
    Path home = Files.createTempDirectory(Path.of("target"), "materialize").toAbsolutePath();
    writeHistory(home.resolve("history.parquet"), rows);
    Files.writeString(home.resolve("definitions.yaml"), definitions(home));
    var vertx = Vertx.vertx();
    try (var redis = LocalRedis.start();
        var penstock = started(home, redis.port())) {
      var bench = new MaterializeBench(penstock, new HttpLoad(vertx, penstock.port()), rows);
      if (arguments.length > 2) {
        bench.runBesideFeast(
            rounds,
            new FeastMaterialize(arguments[2], home, redis.port()),
            () -> redis.call(vertx, Command.FLUSHALL));
      } else {
        bench.run(rounds);
      }
    } finally {
      vertx.close();
    }
  }

  private void run(int rounds) throws Exception {
    push();
    for (int run = 0; run < WARM_UPS; run++) {
      var _ = duringRun(new ArrayList<>());
    }
    var still = new ArrayList<Figures>();
    var during = new ArrayList<Figures>();
    var beside = new ArrayList<Double>();
    var alone = new ArrayList<Double>();
    for (int round = 0; round < rounds; round++) {
      during.add(duringRun(beside));
      still.add(reading(Duration.ofMillis((long) (1e3 * rows / beside.getLast()))));
      alone.add(rows / materialized());
    }
    show("reads, nothing else", still);
    show("reads during a run", during);
    System.out.printf(
        Locale.ROOT,
        "p99 %.2f times that of nothing else, of each round %s%npeak memory of the process %s%n",
        median(during, Figures::p99) / median(still, Figures::p99),
        IntStream.range(0, rounds)
            .mapToObj(round -> "%.2f".formatted(during.get(round).p99() / still.get(round).p99()))
            .toList(),
        peak());
    showRates("run, nobody reads", alone);
    showRates("run beside reads", beside);
  }

  /// @param emptied is called before each run
  private void runBesideFeast(int rounds, FeastMaterialize feast, Callable<?> emptied)
      throws Exception {
    for (int run = 0; run < 2 * WARM_UPS; run++) {
      var _ = emptied.call();
      double _ = materialized();
    }
    var penstocks = new ArrayList<Double>();
    var feasts = new ArrayList<Double>();
    for (int round = 0; round < rounds; round++) {
      var _ = emptied.call();
      penstocks.add(rows / materialized());
      var _ = emptied.call();
      feasts.add(rows / feast.seconds());
    }
    showRates("Penstock", penstocks);
    showRates("Feast", feasts);
    System.out.printf(
        Locale.ROOT,
        "%.1f times Feast's, of each round %s%npeak memory of the process %s%n",
        median(penstocks) / median(feasts),
        IntStream.range(0, rounds)
            .mapToObj(round -> "%.1f".formatted(penstocks.get(round) / feasts.get(round)))
            .toList(),
        peak());
  }

  /// @param rates takes the rows a second of the run
  private Figures duringRun(List<Double> rates) throws InterruptedException {
    var run = CompletableFuture.supplyAsync(this::materialized);
    var figures = load.run(CLIENTS, PAUSE, run::isDone, turn -> reads.get(turn % KEYS));
    rates.add(rows / run.join());
    return figures;
  }

  private static void showRates(String what, List<Double> rates) {
    System.out.printf(
        Locale.ROOT,
        "%-24s %,8.0f rows/s of %s%n",
        what,
        median(rates),
        rates.stream().map(rate -> "%,.0f".formatted(rate)).toList());
  }

  private Figures reading(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    return load.run(CLIENTS, PAUSE, () -> System.nanoTime() > end, turn -> reads.get(turn % KEYS));
  }

  /// - **Writes** every row again: it is forced.
  ///
  /// @return seconds
  private double materialized() {
    long begun = System.nanoTime();
    post("/materialize?force=true", WINDOW);
    return (System.nanoTime() - begun) / 1e9;
  }

  /// What is read.
  private void push() {
    var columns = new ArrayList<String>();
    columns.add("\"id\":" + IntStream.range(0, KEYS).boxed().toList());
    for (int feature = 0; feature < READ_FEATURES; feature++) {
      int number = feature;
      columns.add(
          "\"f%d\":%s"
              .formatted(
                  feature, IntStream.range(0, KEYS).mapToObj(key -> key * 7 + number).toList()));
    }
    columns.add(
        "\"at\":" + IntStream.range(0, KEYS).mapToObj(key -> "\"2026-01-01T00:00:00Z\"").toList());
    post(
        "/push",
        "{\"push_source_name\":\"wide_push\",\"to\":\"online\",\"df\":{"
            + String.join(",", columns)
            + "}}");
  }

  private void post(String path, String json) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + penstock.port() + path))
                  .POST(BodyPublishers.ofString(json))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + answer.body());
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Heap, native memory and all.
  private String peak() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + penstock.process().pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .map(line -> line.replaceFirst("VmHWM:\\s*", ""))
          .collect(Collectors.joining());
    }
  }

  private static void show(String what, List<Figures> rounds) {
    System.out.printf(
        Locale.ROOT,
        "%-24s %,8.0f reads/s  p50 %,6.0f us  p99 %,6.0f us  failed %d%n",
        what,
        median(rounds, Figures::perSecond),
        median(rounds, Figures::p50),
        median(rounds, Figures::p99),
        rounds.stream().mapToLong(Figures::failures).sum());
  }

  private interface Figure {
    double of(Figures figures);
  }

  private static double median(List<Figures> rounds, Figure figure) {
    return median(rounds.stream().map(figure::of).toList());
  }

  private static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  /// `verticles-config/embedded.yaml` with Parquet files and a Redis.
  private static ServingProcess started(Path home, int redis) throws IOException {
    String embedded = Files.readString(Path.of("verticles-config/embedded.yaml"));
    String production = Files.readString(Path.of("verticles-config/production.yaml"));
    String config =
        embedded
            .replace(online(embedded), online(production))
            .replace(
                "# All rows, for training.\noffline:\n",
                "# All rows, for training.\noffline:\n  type: parquet\n")
            .replaceFirst("\n  type: embedded\n(?=  # Rows that may wait to be appended)", "\n");
    var file = Files.writeString(home.resolve("config.yaml"), config);
    return ServingProcess.start(
        List.of(HEAP),
        List.of("--config", file.toString(), "--data", home.resolve("own").toString()),
        Map.of(
            "PENSTOCK_ONLINE_SERVERS",
            "127.0.0.1:" + redis,
            "PENSTOCK_DEFINITIONS",
            home.resolve("definitions.yaml").toString()));
  }

  private static String online(String config) {
    return config.substring(config.indexOf("\nonline:"), config.indexOf("\noffline:"));
  }

  private static void writeHistory(Path file, int rows) throws SQLException {
    String features =
        IntStream.range(0, FEATURES)
            .mapToObj(feature ->
                feature % 2 == 0
                    ? "(i * %d) %% 1000 AS f%d".formatted(feature + 3, feature)
                    : "i / %d.0 AS f%d".formatted(feature + 3, feature))
            .collect(Collectors.joining(", "));
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      boolean _ =
          statement.execute(
              "COPY (SELECT i AS id, TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_seconds(i) AS at, %s FROM range(%d) AS r(i) ORDER BY hash(i)) TO '%s' (FORMAT parquet)"
                  .formatted(features, rows, file));
    }
  }

  private static String definitions(Path home) {
    return """
    project: bench
    entities:
      - {name: thing, join_keys: [id], value_type: INT64}
    batch_sources:
      - {name: wide_history, path: %s, timestamp_field: at}
      - {name: narrow_history, path: %s, timestamp_field: at}
    push_sources:
      - {name: wide_push, batch_source: wide_history}
      - {name: narrow_push, batch_source: narrow_history}
    feature_views:
      - {name: wide, entities: [thing], source: wide_push, schema: [%s]}
      - {name: narrow, entities: [thing], source: narrow_push, schema: [%s]}
    """
        .formatted(
            home.resolve("wide"),
            home.resolve("history.parquet"),
            schema(READ_FEATURES, false),
            schema(FEATURES, true));
  }

  private static String schema(int features, boolean mixed) {
    return IntStream.range(0, features)
        .mapToObj(feature ->
            "{name: f%d, dtype: %s}"
                .formatted(feature, mixed && feature % 2 == 1 ? "Float64" : "Int64"))
        .collect(Collectors.joining(", "));
  }

  /// Requests for one row.
  private static final class Reads {
    static Buffer of(int key) {
      String features =
          IntStream.range(0, READ_FEATURES)
              .mapToObj(feature -> "\"wide:f" + feature + '"')
              .collect(Collectors.joining(","));
      return HttpLoad.post(
          "/get-online-features",
          "{\"features\":[%s],\"entities\":{\"id\":[%d]}}".formatted(features, key));
    }
  }
}
