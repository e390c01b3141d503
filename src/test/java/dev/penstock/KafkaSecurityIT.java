package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.kafka.KafkaBroker;
import dev.penstock.kafka.KafkaUser;
import dev.penstock.kafka.TokenEndpoint;
import dev.penstock.online.redis.LocalRedis;
import dev.penstock.tls.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process, with the libraries that it is shipped with, proves who it is in every way that Kafka
/// knows.
class KafkaSecurityIT {
  @TempDir private static Path servers;

  private static SelfSigned own;
  private static SelfSigned clients;
  private static TokenEndpoint tokens;
  private static KafkaBroker broker;
  private static LocalRedis redis;

  @TempDir private Path directory;

  @BeforeAll
  static void startServers() throws Exception {
    own = SelfSigned.in(servers, "broker");
    clients = SelfSigned.in(servers, "clients");
    tokens = TokenEndpoint.start(servers);
    broker = KafkaBroker.in(servers.resolve("kafka")).tls(own, clients).tokens(tokens).start();
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stopServers() {
    redis.close();
    broker.close();
    tokens.close();
  }

  @Test
  void aPasswordIsReadFromAFile() throws Exception {
    var password = Files.writeString(directory.resolve("password"), KafkaUser.PASSWORD);

    assertConsumes(
        "plain",
        Map.of(
            "PENSTOCK_KAFKA_SERVERS",
            broker.saslServers(),
            "PENSTOCK_KAFKA_SECURITY_SASL",
            "plain",
            "PENSTOCK_KAFKA_SECURITY_USERNAME",
            KafkaUser.NAME,
            "PENSTOCK_KAFKA_SECURITY_PASSWORD_FILE",
            password.toString()));
  }

  @Test
  void aPasswordIsProvenOverTls() throws Exception {
    var settings = new HashMap<>(trusting(broker.saslTlsServers()));
    settings.put("PENSTOCK_KAFKA_SECURITY_SASL", "scram-sha-512");
    settings.put("PENSTOCK_KAFKA_SECURITY_USERNAME", KafkaUser.NAME);
    settings.put("PENSTOCK_KAFKA_SECURITY_PASSWORD", KafkaUser.PASSWORD);

    assertConsumes("scram", settings);
  }

  @Test
  void aCertificateIsShown() throws Exception {
    var settings = new HashMap<>(trusting(broker.mutualServers()));
    settings.put("PENSTOCK_KAFKA_SECURITY_TLS_CERT_FILE", clients.certificate().toString());
    settings.put("PENSTOCK_KAFKA_SECURITY_TLS_KEY_FILE", clients.key().toString());

    assertConsumes("mutual", settings);
  }

  @Test
  void aTokenIsFetched() throws Exception {
    assertConsumes(
        "oauth",
        Map.of(
            "PENSTOCK_KAFKA_SERVERS",
            broker.saslServers(),
            "PENSTOCK_KAFKA_SECURITY_SASL",
            "oauthbearer",
            "PENSTOCK_KAFKA_SECURITY_TOKEN_URL",
            tokens.uri().toString(),
            "PENSTOCK_KAFKA_SECURITY_CLIENT_ID",
            TokenEndpoint.CLIENT_ID,
            "PENSTOCK_KAFKA_SECURITY_CLIENT_SECRET",
            TokenEndpoint.CLIENT_SECRET));
  }

  @Test
  void aWrongPasswordIsTold() throws Exception {
    try (var pipeline = TripPipeline.create("guessed", directory, broker.servers(), 1, redis)) {
      var penstock =
          pipeline.process(
              "guessing",
              Map.of(
                  "PENSTOCK_KAFKA_SERVERS",
                  broker.saslServers(),
                  "PENSTOCK_KAFKA_SECURITY_SASL",
                  "plain",
                  "PENSTOCK_KAFKA_SECURITY_USERNAME",
                  KafkaUser.NAME,
                  "PENSTOCK_KAFKA_SECURITY_PASSWORD",
                  "open sesame"));

      pipeline.await(() -> penstock.output().contains("Authentication failed"));
      pipeline.await(() -> penstock.get("/health/ready").body().contains("Authentication failed"));

      var ready = penstock.get("/health/ready");
      assertThat(ready.statusCode()).as("pushes and reads over HTTP go on").isEqualTo(200);
      assertThat(ready.body()).contains("\"Kafka\"").doesNotContain("sesame");
      assertThat(penstock.output()).contains("Kafka is tried again in ").doesNotContain("sesame");
    }
  }

  private void assertConsumes(String name, Map<String, String> settings) throws Exception {
    try (var pipeline = TripPipeline.create(name, directory, broker.servers(), 1, redis)) {
      var records = pipeline.records(1, 500);
      var penstock = pipeline.process("alone", settings);

      pipeline.send(records.records());

      pipeline.awaitEnd();
      pipeline.assertHas(records, penstock);
    }
  }

  private static Map<String, String> trusting(String servers) {
    return Map.of(
        "PENSTOCK_KAFKA_SERVERS",
        servers,
        "PENSTOCK_KAFKA_SECURITY_TLS_ENABLED",
        "true",
        "PENSTOCK_KAFKA_SECURITY_TLS_CA_FILE",
        own.certificate().toString());
  }
}
