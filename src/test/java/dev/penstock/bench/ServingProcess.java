package dev.penstock.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Penstock as a user starts it, from the packaged jar, on a free port.
///
/// @param start until it serves
record ServingProcess(Process process, int port, Duration start) implements AutoCloseable {
  private static final String SERVING = "Serving http://127.0.0.1:";

  static ServingProcess start(List<String> options, Map<String, String> environment)
      throws IOException {
    return start(List.of("-Xmx1g"), options, environment);
  }

  /// @param machine options of the virtual machine
  static ServingProcess start(
      List<String> machine, List<String> options, Map<String, String> environment)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(machine);
    command.addAll(List.of("-jar", "target/penstock.jar", "--port", "0"));
    command.addAll(options);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    long began = System.nanoTime();
    var process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    int port = port(process);
    return new ServingProcess(process, port, Duration.ofNanos(System.nanoTime() - began));
  }

  @Override
  public void close() {
    process.destroy();
    var _ = process.onExit().join();
  }

  private static int port(Process process) throws IOException {
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      int at = line.indexOf(SERVING);
      if (at >= 0) {
        Thread.ofPlatform().daemon().start(() -> drain(lines));
        return Integer.parseInt(line.substring(at + SERVING.length()).replaceAll("\\D.*", ""));
      }
      System.err.println(line);
    }
    throw new IllegalStateException("Penstock did not start");
  }

  /// A process whose output nobody reads would stop in the end.
  private static void drain(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {
        // Of no interest.
      }
    } catch (IOException ended) {
      // With the process.
    }
  }
}
