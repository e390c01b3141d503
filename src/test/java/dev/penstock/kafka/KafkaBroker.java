package dev.penstock.kafka;

import dev.penstock.tls.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Kafka broker in this process. It keeps its ports and its records when it is stopped and
/// started again.
///
/// ```text
/// servers()        whoever comes
/// saslServers()    those who log in: see KafkaUser
/// tlsServers()     whoever speaks TLS; the certificate is for localhost
/// mutualServers()  those with the certificate of clients
/// ```
public final class KafkaBroker implements AutoCloseable {
  private static @Nullable KafkaBroker shared;

  private final Map<String, Integer> ports;
  private final KafkaNode node;

  private KafkaBroker(Path directory, Map<String, Integer> ports, Map<String, String> security)
      throws Exception {
    this.ports = ports;
    var settings = new HashMap<>(security);
    settings.put("process.roles", "broker,controller");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get("CONTROLLER"));
    settings.put("listeners", listeners("127.0.0.1", ports));
    var advertised = new HashMap<>(ports);
    advertised.remove("CONTROLLER");
    settings.put("advertised.listeners", listeners("localhost", advertised));
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,MUTUAL:SSL");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    node = new KafkaNode(1, directory, settings);
    node.start();
  }

  /// The one that the tests of a build share, each with topics and groups of its own. Nobody stops
  /// it.
  public static synchronized KafkaBroker shared() throws Exception {
    if (shared == null) {
      var directories = Files.createDirectories(Path.of("target/test-servers").toAbsolutePath());
      var started = start(Files.createTempDirectory(directories, "kafka"));
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      shared = started;
    }
    return shared;
  }

  /// Starts one without TLS.
  ///
  /// @param directory of its records; what an earlier one has left there is found again
  public static KafkaBroker start(Path directory) throws Exception {
    var ports =
        Map.of(
            "PLAINTEXT",
            FreePorts.next(),
            "CONTROLLER",
            FreePorts.next(),
            "SASL",
            FreePorts.next());
    return new KafkaBroker(directory, ports, KafkaUser.allowedAt("sasl"));
  }

  /// Starts one that speaks TLS too.
  ///
  /// @param clients whose certificate a client needs at [#mutualServers()]
  public static KafkaBroker start(Path directory, SelfSigned own, SelfSigned clients)
      throws Exception {
    var ports =
        Map.of(
            "PLAINTEXT", FreePorts.next(),
            "CONTROLLER", FreePorts.next(),
            "SASL", FreePorts.next(),
            "TLS", FreePorts.next(),
            "MUTUAL", FreePorts.next());
    var security = new HashMap<>(KafkaUser.allowedAt("sasl"));
    security.put("ssl.keystore.type", "PEM");
    security.put("ssl.keystore.location", own.both().toString());
    security.put("ssl.truststore.type", "PEM");
    security.put("ssl.truststore.location", clients.certificate().toString());
    security.put("listener.name.mutual.ssl.client.auth", "required");
    return new KafkaBroker(directory, ports, security);
  }

  /// Where anybody may connect, as `host:port`.
  public String servers() {
    return at("PLAINTEXT");
  }

  public String saslServers() {
    return at("SASL");
  }

  public String tlsServers() {
    return at("TLS");
  }

  public String mutualServers() {
    return at("MUTUAL");
  }

  /// Stops it in order; returns when it is gone.
  public void stop() {
    node.stop();
  }

  /// Starts it again where it was.
  public void start() {
    if (!node.runs()) {
      node.start();
    }
  }

  @Override
  public void close() {
    node.stop();
  }

  private String at(String listener) {
    return "localhost:" + ports.get(listener);
  }

  private static String listeners(String host, Map<String, Integer> ports) {
    return ports.entrySet().stream()
        .map(listener -> listener.getKey() + "://" + host + ":" + listener.getValue())
        .collect(Collectors.joining(","));
  }
}
