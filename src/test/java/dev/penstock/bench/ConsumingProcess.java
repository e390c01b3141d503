package dev.penstock.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/// A Penstock that consumes topics into Redis, with the settings that come with it.
record ConsumingProcess(ServingProcess serving) implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /// Starts one.
  ///
  /// @param home where its files are, a directory of its own
  /// @param machine options of the virtual machine
  /// @param group of consumers; a new one begins with the first record
  /// @param to where the rows go, `online` or `online_and_offline`
  static ConsumingProcess start(
      Path home, List<String> machine, String servers, int redis, String group, String to)
      throws IOException {
    Files.createDirectories(home);
    var definitions = Files.writeString(home.resolve("definitions.yaml"), definitions());
    var config = Files.writeString(home.resolve("config.yaml"), config(to));
    var settings = new HashMap<String, String>();
    settings.put("PENSTOCK_DEFINITIONS", definitions.toString());
    settings.put("PENSTOCK_ONLINE_SERVERS", "127.0.0.1:" + redis);
    settings.put("PENSTOCK_KAFKA_SERVERS", servers);
    settings.put("PENSTOCK_KAFKA_GROUP", group);
    settings.put("PENSTOCK_KAFKA_INSTANCES", "1");
    // It is stopped for a while between measurements, which nobody should take for an outage.
    settings.put("PENSTOCK_KAFKA_SESSION_TIMEOUT", "5m");
    settings.put("PENSTOCK_KAFKA_WRITE_TIMEOUT", "2m");
    settings.put("PENSTOCK_ONLINE_COMMAND_TIMEOUT", "1m");
    System.getenv()
        .forEach((name, value) -> {
          if (name.startsWith("PENSTOCK_KAFKA_")) {
            settings.put(name, value);
          }
        });
    return new ConsumingProcess(
        ServingProcess.start(
            machine,
            List.of("--config", config.toString(), "--data", home.resolve("data").toString()),
            settings));
  }

  /// Of all topics.
  long records() {
    return (long) metric("penstock_kafka_records_total");
  }

  /// The sum of all its series.
  double metric(String name) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + '{') || line.startsWith(name + ' '))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  String metrics() {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serving.port() + "/metrics"))
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.ofString()).body();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Stops it where it is, or has it go on.
  ///
  /// @param signal `STOP` or `CONT`
  void signal(String signal) throws IOException, InterruptedException {
    int _ = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
  }

  long pid() {
    return serving.process().pid();
  }

  /// Time of processors since its start.
  Duration processorTime() {
    return serving.process().info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    serving.close();
  }

  private static String config(String to) throws IOException {
    String embedded = Files.readString(Path.of("verticles-config/embedded.yaml"));
    String production = Files.readString(Path.of("verticles-config/production.yaml"));
    return embedded
        .replace(online(embedded), online(production))
        .replace(
            "\n    topics: []\n",
            """

                topics:
                  - name: rows
                    topics: [rows, paced]
                    pushSource: rows_push
                    to: TO
                    format: {type: json}
                    badRecords: stop
            """
                .replace("TO", to));
  }

  private static String online(String config) {
    return config.substring(config.indexOf("\nonline:"), config.indexOf("\noffline:"));
  }

  private static String definitions() {
    return """
    project: kafka
    entities:
      - {name: thing, join_keys: [id], value_type: INT64}
    batch_sources:
      - {name: rows_history, timestamp_field: event_timestamp}
    push_sources:
      - {name: rows_push, batch_source: rows_history}
    feature_views:
      - {name: narrow, entities: [thing], source: rows_push, schema: [%s]}
    """
        .formatted(KafkaRows.schema());
  }
}
