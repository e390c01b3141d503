package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// Measures the whole of a request for history over HTTP: 100,000 rows of entities against
/// 1,000,000 rows in the embedded store, for each form of answer. Client and server share the
/// machine.
///
/// `java -cp target/test-classes:target/classes:target/lib/* dev.penstock.bench.RetrievalBench
/// [rounds]`, from the project's root, after `./mvnw -DskipTests package`.
public final class RetrievalBench {
  private static final int HISTORY = 1_000_000;
  private static final int ENTITIES = 100_000;
  private static final int THINGS = 10_000;
  private static final int SECONDS = 1_000_000;
  private static final String DEFINITIONS =
      """
      project: bench
      entities:
        - {name: thing, join_keys: [id], value_type: INT64}
      batch_sources:
        - {name: history, timestamp_field: event_timestamp}
      push_sources:
        - {name: things, batch_source: history}
      feature_views:
        - name: of_thing
          entities: [thing]
          source: things
          schema: [{name: a, dtype: Int64}, {name: b, dtype: Float64}, {name: c, dtype: String}]
      """;

  private RetrievalBench() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path directory = Files.createTempDirectory(Path.of("target"), "retrieval");
    Path definitions = Files.writeString(directory.resolve("definitions.yaml"), DEFINITIONS);
    Path store = directory.resolve("store");
    load(definitions, store, written(directory));
    byte[] entities = entities();
    try (var penstock =
            ServingProcess.start(
                List.of("--data", store.toString()),
                Map.of(
                    "PENSTOCK_DEFINITIONS",
                    definitions.toAbsolutePath().toString(),
                    "PENSTOCK_HTTP_STORE_TIMEOUT",
                    "50s"));
        var client = HttpClient.newHttpClient()) {
      for (String form :
          List.of(
              "application/x-ndjson",
              "text/csv",
              "application/vnd.apache.parquet",
              "application/json")) {
        var took = new ArrayList<Double>();
        // The first time is for what is loaded and compiled on the way.
        long bytes = asked(client, penstock.port(), entities, form);
        for (int round = 0; round < rounds; round++) {
          long begun = System.nanoTime();
          bytes = asked(client, penstock.port(), entities, form);
          took.add((System.nanoTime() - begun) / 1e9);
        }
        System.out.printf(
            Locale.ROOT,
            "%-32s median %.2f s  all %s  %,d bytes%n",
            form,
            took.stream().sorted().toList().get(rounds / 2),
            took.stream().map(one -> String.format(Locale.ROOT, "%.2f", one)).toList(),
            bytes);
      }
    }
  }

  private static long asked(HttpClient client, int port, byte[] entities, String form)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + port
                        + "/get-historical-features?features=of_thing:a,of_thing:b,of_thing:c"))
            .header("Content-Type", "application/x-ndjson")
            .header("Accept", form)
            .POST(BodyPublishers.ofByteArray(entities))
            .build();
    var answer = client.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(new String(answer.body(), UTF_8));
    }
    return answer.body().length;
  }

  private static Path written(Path directory) throws Exception {
    Path file = directory.resolve("history.parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          """
          COPY (SELECT i * 7919 %% %d AS id, i AS a, i / 7.0::DOUBLE AS b, 'text of ' || i AS c,
            make_timestamptz(1767225600000000 + (i * 104729 %% %d) * 1000000) AS event_timestamp
            FROM range(%d) t(i)) TO '%s' (FORMAT parquet)
          """
              .formatted(THINGS, SECONDS, HISTORY, file));
    }
    return file;
  }

  private static void load(Path definitions, Path store, Path file) throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            "target/penstock.jar",
            "import",
            "history",
            file.toString(),
            "--data",
            store.toString());
    builder.environment().put("PENSTOCK_DEFINITIONS", definitions.toAbsolutePath().toString());
    if (builder.inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("the history is not imported");
    }
  }

  private static byte[] entities() {
    var random = new Random(7);
    var lines = new StringBuilder();
    for (int row = 0; row < ENTITIES; row++) {
      lines
          .append("{\"id\":")
          .append(random.nextInt(THINGS))
          .append(",\"event_timestamp\":\"")
          .append(Instant.ofEpochSecond(1_767_225_600L + random.nextInt(SECONDS)))
          .append("\",\"label\":")
          .append(random.nextInt(2))
          .append("}\n");
    }
    return lines.toString().getBytes(UTF_8);
  }
}
