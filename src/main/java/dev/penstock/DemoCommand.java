package dev.penstock;

import dev.penstock.demo.Demo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows what Penstock does, on purchases of a shop.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Serves on a temporary data directory, replays purchases of a shop over HTTP, reads a few"
            + " features back, says what it stored and how fast, and keeps serving until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Purchases as CSV, plain or gzipped: UCI's \"Online Retail\", or with Penstock's column"
              + " names. Without a file they are generated.")
  private @Nullable Path file;

  @Option(names = "--rows", paramLabel = "N", description = "Purchases to generate.")
  private int rows = 20_000;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the generator.")
  private long seed = 1;

  @Option(names = "--batch", paramLabel = "N", description = "Purchases per push.")
  private int batch = 500;

  @Option(names = "--port", paramLabel = "N", description = "Port of the HTTP API; 0: a free one.")
  private int port = 6566;

  @Option(names = "--exit", description = "Stop at the end, instead of serving on.")
  private boolean exit;

  @Override
  public Integer call() throws Exception {
    Path data = Files.createTempDirectory("penstock-demo");
    var config = new ConfigOptions().read().withData(data).withPort(port);
    var running = ServeCommand.serve(config, () -> delete(data));
    var options = new Demo.Options(Optional.ofNullable(file), rows, seed, Math.max(1, batch));
    Demo.run(running.vertx(), config.http().host(), running.penstock().port(), options, System.out);
    if (exit) {
      running.stop();
      return 0;
    }
    System.out.println("Serving on, until Ctrl-C.");
    running.awaitEnd();
    return 0;
  }

  private static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (java.io.IOException gone) {
      // Temporary files are nobody's loss.
    }
  }
}
