package dev.penstock.kafka;

import dev.penstock.FreePorts;
import dev.penstock.tls.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Kafka broker in this process. It keeps its ports and its records when it is stopped and
/// started again.
///
/// ```text
/// servers()         whoever comes
/// saslServers()     those who log in: see KafkaUser and TokenEndpoint
/// saslTlsServers()  the same over TLS
/// tlsServers()      whoever speaks TLS; the certificate is for localhost
/// mutualServers()   those with the certificate of clients
/// ```
public final class KafkaBroker implements AutoCloseable {
  private static final Map<String, String> PROTOCOLS =
      Map.of(
          "PLAINTEXT", "PLAINTEXT",
          "CONTROLLER", "PLAINTEXT",
          "SASL", "SASL_PLAINTEXT",
          "SASLTLS", "SASL_SSL",
          "TLS", "SSL",
          "MUTUAL", "SSL");

  private static @Nullable KafkaBroker shared;

  private final Map<String, Integer> ports;
  private final KafkaNode node;

  private KafkaBroker(Map<String, Integer> ports, KafkaNode node) {
    this.ports = ports;
    this.node = node;
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

  /// Starts one that knows passwords, but neither TLS nor tokens.
  ///
  /// @param directory of its records; what an earlier one has left there is found again
  public static KafkaBroker start(Path directory) throws Exception {
    return in(directory).start();
  }

  /// One that is yet to be started.
  public static Builder in(Path directory) {
    return new Builder(directory);
  }

  /// What a broker can do beyond the usual.
  public static final class Builder {
    private final Path directory;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, String> settings = new HashMap<>();

    private Builder(Path directory) {
      this.directory = directory;
      listen("PLAINTEXT");
      listen("CONTROLLER");
      listen("SASL");
      settings.putAll(KafkaUser.allowedAt("sasl"));
    }

    /// Has it speak TLS too.
    ///
    /// @param clients whose certificate a client needs at [KafkaBroker#mutualServers()]
    public Builder tls(SelfSigned own, SelfSigned clients) {
      listen("SASLTLS");
      listen("TLS");
      listen("MUTUAL");
      settings.putAll(KafkaUser.allowedAt("sasltls"));
      settings.put("ssl.keystore.type", "PEM");
      settings.put("ssl.keystore.location", own.both().toString());
      settings.put("ssl.truststore.type", "PEM");
      settings.put("ssl.truststore.location", clients.certificate().toString());
      settings.put("listener.name.mutual.ssl.client.auth", "required");
      return this;
    }

    /// Has it let those in at [KafkaBroker#saslServers()] who have a token.
    public Builder tokens(TokenEndpoint endpoint) {
      settings.putAll(KafkaUser.allowedByTokenAt("sasl", endpoint.keys().toUri()));
      return this;
    }

    public KafkaBroker start() throws Exception {
      settings.put("process.roles", "broker,controller");
      settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get("CONTROLLER"));
      settings.put("listeners", listeners("127.0.0.1", _ -> true));
      settings.put(
          "advertised.listeners", listeners("localhost", name -> !name.equals("CONTROLLER")));
      settings.put("inter.broker.listener.name", "PLAINTEXT");
      settings.put(
          "listener.security.protocol.map",
          ports.keySet().stream()
              .map(name -> name + ":" + PROTOCOLS.get(name))
              .collect(Collectors.joining(",")));
      settings.put("offsets.topic.replication.factor", "1");
      settings.put("transaction.state.log.replication.factor", "1");
      var node = new KafkaNode(1, directory, settings);
      node.start();
      return new KafkaBroker(Map.copyOf(ports), node);
    }

    private void listen(String name) {
      ports.put(name, FreePorts.next());
    }

    private String listeners(String host, Predicate<String> which) {
      return ports.entrySet().stream()
          .filter(each -> which.test(each.getKey()))
          .map(each -> each.getKey() + "://" + host + ":" + each.getValue())
          .collect(Collectors.joining(","));
    }
  }

  /// Where anybody may connect, as `host:port`.
  public String servers() {
    return at("PLAINTEXT");
  }

  public String saslServers() {
    return at("SASL");
  }

  public String saslTlsServers() {
    return at("SASLTLS");
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
    if (!ports.containsKey(listener)) {
      throw new IllegalStateException("this broker was started without " + listener);
    }
    return "localhost:" + ports.get(listener);
  }
}
