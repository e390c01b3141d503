package dev.penstock.ingress.kafka;

import dev.penstock.config.KafkaConfig;
import dev.penstock.config.KafkaSecurity;
import dev.penstock.config.KafkaSecurity.Sasl;
import dev.penstock.config.TlsConfig;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/// What Kafka's clients are told, in their own terms.
public final class ClientProperties {
  // What comes at once is one array; collectors handle those of half a megabyte with less ease.
  private static final int FETCH_BYTES = 448 << 10;

  private final KafkaConfig config;

  public ClientProperties(KafkaConfig config) {
    this.config = config;
  }

  /// Of one consumer of this process.
  ///
  /// @param number of the consumer, from 0
  Map<String, Object> consumer(int number) {
    var properties = common("penstock-" + number);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    config
        .instanceId()
        .ifPresent(
            id -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id + "-" + number));
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    properties.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        config.startFrom().name().toLowerCase(Locale.ROOT));
    properties.putAll(reading());
    int session = Math.toIntExact(config.sessionTimeout().toMillis());
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.max(100, session / 10));
    properties.putAll(config.properties());
    return properties;
  }

  /// Of a consumer without a group, which is told what to read.
  Map<String, Object> reader(String clientId) {
    var properties = common(clientId);
    // What is not kept any more cannot be read.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.putAll(reading());
    properties.putAll(config.properties());
    return properties;
  }

  private Map<String, Object> reading() {
    int bytes = (int) Math.min(FETCH_BYTES, config.partitionBytes());
    return Map.of(
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
        false,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        config.batchRows(),
        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
        bytes,
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
        bytes);
  }

  /// Of the producer of dead letters and announcements: what it acknowledges is on all replicas in
  /// sync, once.
  Map<String, Object> producer() {
    var properties = common("penstock");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // A record that was consumed can be sent, whatever its headers add to it.
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 64 << 20);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.putAll(config.properties());
    return properties;
  }

  /// Of the client that asks about topics: what all clients are told.
  ///
  /// - **Fails** by throwing `INVALID` for a certificate that cannot be read.
  public Map<String, Object> admin() {
    var properties = common("penstock-admin");
    properties.putAll(config.properties());
    return properties;
  }

  private Map<String, Object> common(String clientId) {
    var properties = new HashMap<String, Object>();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.servers());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    var security = config.security();
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol(security));
    security.sasl().ifPresent(sasl -> properties.putAll(sasl(sasl)));
    if (security.tls().enabled()) {
      properties.putAll(tls(security.tls()));
    }
    return properties;
  }

  private static String protocol(KafkaSecurity security) {
    boolean tls = security.tls().enabled();
    return security.sasl().isPresent()
        ? (tls ? "SASL_SSL" : "SASL_PLAINTEXT")
        : (tls ? "SSL" : "PLAINTEXT");
  }

  private static Map<String, Object> sasl(Sasl sasl) {
    return switch (sasl) {
      case Sasl.Login login ->
          Map.of(
              SaslConfigs.SASL_MECHANISM,
              login.mechanism().word(),
              SaslConfigs.SASL_JAAS_CONFIG,
              "%s required username=%s password=%s;"
                  .formatted(
                      module(login), quoted(login.username()), quoted(login.password().value())));
      case Sasl.OAuth oauth ->
          Map.of(
              SaslConfigs.SASL_MECHANISM,
              OAuthBearerLoginModule.OAUTHBEARER_MECHANISM,
              SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL,
              oauth.tokenUrl(),
              SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
              OAuthBearerLoginCallbackHandler.class.getName(),
              SaslConfigs.SASL_JAAS_CONFIG,
              "%s required clientId=%s clientSecret=%s%s;"
                  .formatted(
                      OAuthBearerLoginModule.class.getName(),
                      quoted(oauth.clientId()),
                      quoted(oauth.clientSecret().value()),
                      oauth.scope().map(scope -> " scope=" + quoted(scope)).orElse("")));
    };
  }

  private static String module(Sasl.Login login) {
    return switch (login.mechanism()) {
      case PLAIN -> PlainLoginModule.class.getName();
      case SCRAM_SHA_256, SCRAM_SHA_512 -> ScramLoginModule.class.getName();
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Map<String, Object> tls(TlsConfig tls) {
    var properties = new HashMap<String, Object>();
    properties.put(
        SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
        tls.verify() == TlsConfig.Verify.FULL ? "https" : "");
    tls.caFile()
        .ifPresent(file -> {
          properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
          properties.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, pem("caFile", file));
        });
    tls.certFile()
        .ifPresent(file -> {
          properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
          properties.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, pem("certFile", file));
        });
    tls.keyFile()
        .ifPresent(
            file -> properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, pem("keyFile", file)));
    return properties;
  }

  private static String pem(String key, Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new PushException(
          FailureKind.INVALID,
          "verticles.kafka.security.tls.%s is %s, which cannot be read".formatted(key, file),
          unreadable);
    }
  }
}
