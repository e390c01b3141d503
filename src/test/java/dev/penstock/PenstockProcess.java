package dev.penstock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A Penstock in a process of its own, as a user starts it: `java -jar target/penstock.jar`.
final class PenstockProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ANNOUNCEMENT = "Serving http://127.0.0.1:";

  private final Process process;
  private final int port;
  private final List<String> output;
  private final HttpClient client = HttpClient.newHttpClient();

  /// Something to wait for.
  interface Condition {
    boolean holds() throws Exception;
  }

  private PenstockProcess(Process process, int port, List<String> output) {
    this.process = process;
    this.port = port;
    this.output = output;
  }

  /// Starts the embedded default with other definitions on a free port, and waits until it
  /// announces that it serves.
  static PenstockProcess start(Path definitions, Path data) {
    return start(definitions, data, 0, Map.of());
  }

  /// The same with more to choose.
  ///
  /// @param port 0 for a free one
  /// @param environment overrides of single settings, such as `PENSTOCK_RELOAD_WATCH`
  /// @param options further ones of the command line
  static PenstockProcess start(
      Path definitions, Path data, int port, Map<String, String> environment, String... options) {
    try {
      var process = launch(definitions, data, port, environment, options);
      var output = java.util.Collections.synchronizedList(new ArrayList<String>());
      var announced = new CompletableFuture<Integer>();
      Thread.ofVirtual().start(() -> follow(process.inputReader(), output, announced));
      return new PenstockProcess(
          process, announced.get(PATIENCE.toSeconds(), TimeUnit.SECONDS), output);
    } catch (Exception failure) {
      throw new IllegalStateException("Penstock did not start", failure);
    }
  }

  /// Starts the process without waiting for anything.
  static Process launch(
      Path definitions, Path data, int port, Map<String, String> environment, String... options)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + Files.createDirectories(temporary(data)),
                "-jar",
                "target/penstock.jar",
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port)));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PENSTOCK_DEFINITIONS", definitions.toAbsolutePath().toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /// Where a process with a data directory keeps temporary files.
  static Path temporary(Path data) {
    return data.resolve("tmp");
  }

  private static void follow(
      BufferedReader lines, List<String> output, CompletableFuture<Integer> port) {
    try {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        int at = line.indexOf(ANNOUNCEMENT);
        if (at >= 0) {
          String rest = line.substring(at + ANNOUNCEMENT.length());
          port.complete(Integer.parseInt(rest.replaceAll("\\D.*", "")));
        }
      }
    } catch (IOException killed) {
      // Its streams end with it.
    }
    port.completeExceptionally(new IOException("it ended:\n" + String.join("\n", output)));
  }

  int port() {
    return port;
  }

  String output() {
    return String.join("\n", output.toArray(String[]::new));
  }

  /// Waits until something holds; fails with the output of the process when it does not in time.
  void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time:\n" + output());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return client.send(
        request(path).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postAsync(String path, String json) {
    return client.sendAsync(
        request(path).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(PATIENCE);
  }

  /// Sends a signal, such as `STOP`.
  void signal(String name) throws IOException, InterruptedException {
    String command = "kill -" + name + " " + process.pid();
    int code = new ProcessBuilder("sh", "-c", command).start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("no SIG" + name + " could be sent:\n" + output());
    }
  }

  /// Asks it to reload, as SIGHUP does.
  void hangUp() throws IOException, InterruptedException {
    signal("HUP");
  }

  /// Whether SIGHUP reaches processes that are started from here. Below `nohup` they ignore it, and
  /// a JVM leaves it at that.
  static boolean hangUpReaches() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "kill -HUP $$").start().waitFor() != 0;
  }

  /// Ends it at once, as `kill -9` does.
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /// Asks it to end, as SIGTERM does.
  void terminate() {
    // By its handle: the process itself would close what it prints.
    if (!process.toHandle().destroy()) {
      throw new IllegalStateException("no SIGTERM could be sent:\n" + output());
    }
  }

  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("Penstock does not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(interrupted));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroyForcibly();
  }
}
