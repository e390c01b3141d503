package dev.penstock.bench;

import dev.penstock.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;

/// A Kafka broker in a process of its own, so that what it costs is not counted as anybody else's.
///
/// @param servers where it is
record BrokerProcess(Process process, String servers) implements AutoCloseable {
  private static final String READY = "Kafka at ";

  /// Starts one; returns when it serves.
  ///
  /// @param directory of its records
  static BrokerProcess start(Path directory) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    var lines = process.inputReader();
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(unread -> {}));
        return new BrokerProcess(process, line.substring(READY.length()));
      }
    }
    throw new IllegalStateException("the broker did not start");
  }

  /// Runs until whoever has started it lets go.
  public static void main(String[] arguments) throws Exception {
    try (var broker = KafkaBroker.start(Path.of(arguments[0]))) {
      System.out.println(READY + broker.servers());
      for (int given = System.in.read(); given >= 0; given = System.in.read()) {
        // Of no meaning.
      }
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    var _ = process.onExit().join();
  }
}
