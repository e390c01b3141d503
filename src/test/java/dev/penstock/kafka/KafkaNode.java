package dev.penstock.kafka;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A Kafka server in this process, without ZooKeeper. Its settings make it small and quick; it
/// never deletes a record.
final class KafkaNode {
  private static final String CLUSTER = "cGVuc3RvY2stdGVzdHMtMQ";
  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("background.threads", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          // So that tests need not wait six seconds for a consumer to be given up.
          Map.entry("group.min.session.timeout.ms", "500"),
          // Its buffer alone has 128 MiB.
          Map.entry("log.cleaner.enable", "false"),
          Map.entry("log.index.size.max.bytes", "1048576"),
          // Records of tests may be of any time.
          Map.entry("log.retention.ms", "-1"),
          Map.entry("message.max.bytes", "16777216"),
          Map.entry("num.io.threads", "2"),
          Map.entry("num.network.threads", "1"),
          Map.entry("num.replica.alter.log.dirs.threads", "1"),
          Map.entry("offsets.topic.num.partitions", "2"),
          Map.entry("socket.request.max.bytes", "33554432"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "1"));

  private final Map<String, String> settings;
  private @Nullable KafkaRaftServer server;

  /// A server that is yet to be started.
  ///
  /// @param directory of its records; made when there is none
  /// @param settings that are not the same for all
  KafkaNode(int id, Path directory, Map<String, String> settings) throws Exception {
    this.settings = new HashMap<>(SMALL);
    this.settings.putAll(settings);
    this.settings.put("node.id", Integer.toString(id));
    this.settings.put("log.dirs", Files.createDirectories(directory).toString());
    this.settings.put("controller.listener.names", "CONTROLLER");
    format(id, directory);
  }

  /// Starts it; returns when it serves.
  void start() {
    quieten();
    var started = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    started.startup();
    server = started;
  }

  boolean runs() {
    return server != null;
  }

  /// Stops it in order, if it runs.
  void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  private static void format(int id, Path directory) throws Exception {
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setNodeId(id)
        .setClusterId(CLUSTER)
        .setDirectories(List.of(directory.toString()))
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setScramArguments(KafkaUser.scramCredentials())
        .setIgnoreFormatted(true)
        .run();
  }

  /// A server that starts or stops, or that somebody leaves, has much to say.
  private static void quieten() {
    for (var name : List.of("kafka", "state.change.logger", "org.apache.kafka")) {
      ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF);
    }
    ((Logger) LoggerFactory.getLogger("org.apache.kafka.clients")).setLevel(Level.ERROR);
  }
}
