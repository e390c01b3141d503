package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.demo.Demo;
import dev.penstock.demo.DemoTopics;
import dev.penstock.demo.GeneratedPurchases;
import dev.penstock.demo.KafkaDemo;
import dev.penstock.demo.PurchaseFile;
import dev.penstock.demo.Purchases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Shows what Penstock does, on purchases of a shop.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Serves on a temporary data directory (or on that of --data), replays purchases of a shop"
            + " over HTTP or Kafka, reads a few features back, says what it stored and how fast,"
            + " and keeps serving until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
  private final ConfigOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

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

  @Option(names = "--batch", paramLabel = "N", description = "Purchases per push over HTTP.")
  private int batch = 500;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT[,...]",
      description =
          "Brokers of a Kafka: the purchases go to a topic of the demo's own there, which is"
              + " consumed by what it serves, and deleted at the end. How to log in there is in the"
              + " configuration (verticles.kafka.security).")
  private @Nullable String kafka;

  @Option(names = "--keep-topics", description = "Leave the topics of --kafka there.")
  private boolean keepTopics;

  @Option(names = "--exit", description = "Stop at the end, instead of serving on.")
  private boolean exit;

  DemoCommand(ConfigOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws Exception {
    if (options.namesFeast()) {
      // Its rows have no place in anybody's stores.
      throw new ParameterException(spec.commandLine(), "--feast goes not with demo");
    }
    atLeast("--rows", rows, 0);
    atLeast("--batch", batch, 1);
    if (kafka == null && keepTopics) {
      throw new ParameterException(spec.commandLine(), "--keep-topics goes with --kafka only");
    }
    var purchases = purchases();
    var topics = topics();
    return options.namesData()
        ? run(options.read(), () -> {}, purchases, topics)
        : runTemporarily(purchases, topics);
  }

  /// What the names of this process's temporary directories begin with.
  static String temporaryPrefix() {
    return "penstock-demo-" + ProcessHandle.current().pid() + "-";
  }

  private int runTemporarily(Purchases purchases, Optional<DemoTopics> topics) throws Exception {
    Path data = Files.createTempDirectory(temporaryPrefix());
    Config config;
    try {
      config = options.readWithData(data);
    } catch (RuntimeException failure) {
      delete(data);
      throw failure;
    }
    return run(config, () -> delete(data), purchases, topics);
  }

  private int run(
      Config config, Runnable afterwards, Purchases purchases, Optional<DemoTopics> topics)
      throws Exception {
    String host = config.http().host();
    if (topics.isEmpty()) {
      return serve(
          config,
          afterwards,
          service -> Demo.run(service.vertx(), host, service.port(), purchases, batch, System.out));
    }
    var own = topics.get();
    return serve(
        DemoSettings.consuming(config, own),
        () -> {
          own.delete();
          afterwards.run();
        },
        service -> {
          var address = new KafkaDemo.Address(host, service.port(), service.operationsPort());
          KafkaDemo.run(service.vertx(), address, purchases, own, System.out);
        });
  }

  private int serve(Config config, Runnable afterwards, Consumer<Service> demo) throws Exception {
    var service = Service.start(config, afterwards);
    try {
      demo.accept(service);
    } catch (Exception failure) {
      // Not only what is declared: the waits for Vert.x throw whatever has failed.
      if (service.isStopping()) {
        // Told to end in the middle of it.
        return service.awaitEnd() ? 0 : 1;
      }
      boolean _ = service.stop();
      throw failure;
    }
    if (exit) {
      return service.stop() ? 0 : 1;
    }
    System.out.println("Serving on, until Ctrl-C.");
    return service.awaitEnd() ? 0 : 1;
  }

  /// Before anything is started: a file that cannot be read is told at once.
  private Purchases purchases() {
    return file == null ? GeneratedPurchases.generate(rows, seed) : PurchaseFile.read(file);
  }

  /// Before anything is started, too: whether there is such a Kafka is known within seconds.
  private Optional<DemoTopics> topics() {
    return kafka == null
        ? Optional.empty()
        : Optional.of(DemoSettings.topics(options.read(), kafka, keepTopics));
  }

  private void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", expected " + least + " or more");
    }
  }

  private static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException gone) {
      // Temporary files are nobody's loss.
    }
  }
}
