package dev.penstock.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The broker that tests talk to does what they rely on.
class KafkaBrokerTest {
  @TempDir private static Path directory;

  private static KafkaBroker broker;
  private static KafkaTopics topics;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(directory);
    topics = new KafkaTopics(broker.servers());
  }

  @AfterAll
  static void stop() {
    topics.close();
    broker.close();
  }

  @Test
  void whatIsSentIsReadWithKeyHeadersAndTime() throws Exception {
    topics.create("round", 3);
    var full = new ProducerRecord<>("round", 2, 1_700_000_000_000L, bytes("k"), bytes("v"));
    full.headers().add("trace", bytes("abc"));
    var tombstone = new ProducerRecord<byte[], byte[]>("round", 2, bytes("k"), null);

    topics.send(List.of(full, tombstone));

    var read = topics.read("round");
    assertThat(read).hasSize(2).allMatch(each -> each.partition() == 2);
    assertThat(read.getFirst().value()).isEqualTo(bytes("v"));
    assertThat(read.getFirst().timestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(read.getFirst().headers().lastHeader("trace").value()).isEqualTo(bytes("abc"));
    assertThat(read.getLast().value()).isNull();
    assertThat(topics.ends("round")).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 2L));
  }

  @Test
  void aRecordOfFiveMegabytesIsTaken() throws Exception {
    topics.create("large", 1);

    topics.send(List.of(new ProducerRecord<>("large", new byte[5 << 20])));

    assertThat(topics.read("large").getFirst().value()).hasSize(5 << 20);
  }

  @Test
  void recordsAndOffsetsOutliveARestart() throws Exception {
    topics.create("kept", 2);
    topics.send(records("kept", 500));
    topics.commit("group", "kept", Map.of(0, 7L, 1, 9L));

    broker.stop();
    broker.start();
    topics.send(records("kept", 20));

    assertThat(topics.read("kept").stream().map(ConsumerRecord::value))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.concat(IntStream.range(0, 500), IntStream.range(0, 20))
                .mapToObj(number -> bytes("" + number))
                .toList());
    assertThat(topics.committed("group", "kept")).isEqualTo(Map.of(0, 7L, 1, 9L));
    assertThat(topics.lag("group", "kept")).isEqualTo(504);
  }

  @Test
  void aTopicCanGrowAndGo() throws Exception {
    topics.create("short-lived", 1);

    topics.widen("short-lived", 4);

    assertThat(topics.ends("short-lived")).hasSize(4);
    topics.delete("short-lived");
    assertThatThrownBy(() -> topics.ends("short-lived")).hasMessageContaining("topic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
  void whoeverKnowsThePasswordIsLetIn(String mechanism) throws Exception {
    topics.create("for-" + mechanism, 1);
    try (var user = client(KafkaUser.by(mechanism))) {
      user.send(records("for-" + mechanism, 1));

      assertThat(user.read("for-" + mechanism)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
  void whoeverDoesNotIsRefused(String mechanism) {
    try (var user = client(new KafkaUser(mechanism, "penstock", "guessed"))) {
      assertThatThrownBy(() -> user.ends("any"))
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  @Test
  void whoeverHasATokenIsLetIn(@TempDir Path own) throws Exception {
    try (var tokens = TokenEndpoint.start(own);
        var other = KafkaBroker.in(own.resolve("records")).tokens(tokens).start();
        var user =
            new KafkaTopics(other.saslServers(), token(tokens, TokenEndpoint.CLIENT_SECRET))) {
      user.create("for-tokens", 1);

      assertThat(user.ends("for-tokens")).hasSize(1);
      assertThat(tokens.tokens()).isPositive();
      assertThatThrownBy(() -> new KafkaTopics(other.saslServers(), token(tokens, "guessed")))
          .hasStackTraceContaining("401");
    }
  }

  private static Map<String, String> token(TokenEndpoint endpoint, String secret) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "OAUTHBEARER",
        "sasl.oauthbearer.token.endpoint.url",
        endpoint.uri().toString(),
        "sasl.login.callback.handler.class",
        OAuthBearerLoginCallbackHandler.class.getName(),
        "sasl.jaas.config",
        "%s required clientId=\"%s\" clientSecret=\"%s\";"
            .formatted(OAuthBearerLoginModule.class.getName(), TokenEndpoint.CLIENT_ID, secret));
  }

  private static KafkaTopics client(KafkaUser user) {
    return new KafkaTopics(broker.saslServers(), user.settings());
  }

  private static List<ProducerRecord<byte[], byte[]>> records(String topic, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> bytes("" + number))
        .map(text -> new ProducerRecord<>(topic, text, text))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
