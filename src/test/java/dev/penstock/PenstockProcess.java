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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A Penstock in a process of its own, as a user starts it: `java -jar target/penstock.jar`.
final class PenstockProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ANNOUNCEMENT = "Serving http://127.0.0.1:";

  private final Process process;
  private final int port;
  private final List<String> output;
  private final HttpClient client = HttpClient.newHttpClient();

  private PenstockProcess(Process process, int port, List<String> output) {
    this.process = process;
    this.port = port;
    this.output = output;
  }

  /// Starts the embedded default with other definitions on a free port, and waits until it
  /// announces that it serves.
  static PenstockProcess start(Path definitions, Path data) {
    try {
      var process = launch(definitions, "--data", data.toString(), "--port", "0");
      var output = java.util.Collections.synchronizedList(new ArrayList<String>());
      var port = new CompletableFuture<Integer>();
      Thread.ofVirtual().start(() -> follow(process.inputReader(), output, port));
      return new PenstockProcess(process, port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS), output);
    } catch (Exception failure) {
      throw new IllegalStateException("Penstock did not start", failure);
    }
  }

  /// Starts the process without waiting for anything.
  static Process launch(Path definitions, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-jar", "target/penstock.jar"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PENSTOCK_DEFINITIONS", definitions.toAbsolutePath().toString());
    return builder.start();
  }

  private static void follow(
      BufferedReader lines, List<String> output, CompletableFuture<Integer> port) {
    lines
        .lines()
        .forEach(line -> {
          output.add(line);
          int at = line.indexOf(ANNOUNCEMENT);
          if (at >= 0) {
            String rest = line.substring(at + ANNOUNCEMENT.length());
            port.complete(Integer.parseInt(rest.replaceAll("\\D.*", "")));
          }
        });
    port.completeExceptionally(new IOException("it ended:\n" + String.join("\n", output)));
  }

  int port() {
    return port;
  }

  String output() {
    return String.join("\n", output);
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

  /// Ends it at once, as `kill -9` does.
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /// Asks it to end, as SIGTERM does.
  void terminate() {
    process.destroy();
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
