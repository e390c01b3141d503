package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.FormatConfig;
import dev.penstock.config.FormatConfig.NullValue;
import dev.penstock.config.KafkaConfig;
import dev.penstock.config.TopicConfig;
import dev.penstock.config.TopicConfig.BadRecords;
import dev.penstock.config.TopicConfig.UnknownFields;
import dev.penstock.demo.DemoTopics;
import dev.penstock.ingress.kafka.ClientProperties;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.PushRequest.To;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the demo sets where purchases go over Kafka.
final class DemoSettings {
  private static final String SOURCE = "purchases";

  private DemoSettings() {}

  /// Creates the topics, with the login and the properties of the configuration.
  ///
  /// - **Fails** by throwing `INVALID` when that cannot be.
  static DemoTopics topics(Config config, String servers, boolean kept) {
    if (!config.metrics().enabled()) {
      throw new PushException(
          FailureKind.INVALID,
          "demo --kafka reads what is stored from /metrics; set metrics.enabled to true");
    }
    var elsewhere = config.kafka().of(servers, SOURCE, topic(SOURCE, SOURCE));
    return DemoTopics.create(servers, new ClientProperties(elsewhere).admin(), kept);
  }

  /// The configuration of a process that consumes nothing else.
  static Config consuming(Config config, DemoTopics topics) {
    KafkaConfig only =
        config
            .kafka()
            .of(topics.servers(), topics.topic(), topic(topics.topic(), topics.deadLetters()));
    return config.withKafka(only);
  }

  private static TopicConfig topic(String name, String deadLetters) {
    return new TopicConfig(
        SOURCE,
        List.of(name),
        Optional.empty(),
        Optional.of(SOURCE),
        To.ONLINE_AND_OFFLINE,
        new FormatConfig.Json(NullValue.IGNORE),
        Map.of(),
        UnknownFields.IGNORE,
        BadRecords.DEAD_LETTER,
        Optional.of(deadLetters));
  }
}
