package dev.penstock.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.tls.SelfSigned;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The listeners with TLS let in whom they shall.
class KafkaTlsTest {
  @TempDir private static Path directory;

  private static SelfSigned own;
  private static SelfSigned clients;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    own = SelfSigned.in(directory, "broker");
    clients = SelfSigned.in(directory, "clients");
    broker = KafkaBroker.in(directory.resolve("records")).tls(own, clients).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void whoeverTrustsTheBrokerCanTalkToIt() throws Exception {
    try (var client = new KafkaTopics(broker.tlsServers(), trusting(own))) {
      client.create("encrypted", 1);

      client.send(List.of(new ProducerRecord<>("encrypted", new byte[3])));

      assertThat(client.read("encrypted")).hasSize(1);
    }
  }

  @Test
  void aBrokerThatIsNotTrustedIsLeft() {
    try (var client = new KafkaTopics(broker.tlsServers(), trusting(clients))) {
      assertThatThrownBy(() -> client.ends("any"))
          .hasCauseInstanceOf(SslAuthenticationException.class);
    }
  }

  @Test
  void aClientShowsItsCertificateWhereItMust() throws Exception {
    var presenting = new HashMap<>(trusting(own));
    presenting.put("ssl.keystore.type", "PEM");
    presenting.put("ssl.keystore.location", clients.both().toString());
    try (var client = new KafkaTopics(broker.mutualServers(), presenting)) {
      client.create("mutual", 1);

      assertThat(client.ends("mutual")).hasSize(1);
    }
  }

  @Test
  void aClientWithoutACertificateIsRefusedThere() {
    try (var client = new KafkaTopics(broker.mutualServers(), trusting(own))) {
      assertThatThrownBy(() -> client.ends("any"))
          .hasCauseInstanceOf(SslAuthenticationException.class);
    }
  }

  @Test
  void aPasswordIsSentOverTls() throws Exception {
    var login = new HashMap<>(trusting(own));
    login.putAll(KafkaUser.by("SCRAM-SHA-512").settings());
    login.put("security.protocol", "SASL_SSL");
    try (var client = new KafkaTopics(broker.saslTlsServers(), login)) {
      client.create("login", 1);

      assertThat(client.ends("login")).hasSize(1);
    }
  }

  private static Map<String, Object> trusting(SelfSigned certificate) {
    return Map.of(
        "security.protocol", "SSL",
        "ssl.truststore.type", "PEM",
        "ssl.truststore.location", certificate.certificate().toString());
  }
}
