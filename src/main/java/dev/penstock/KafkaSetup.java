package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.TopicConfig;
import dev.penstock.ingress.DeadLetterTopics;
import dev.penstock.ingress.PushListener;
import dev.penstock.ingress.PushService;
import dev.penstock.ingress.kafka.KafkaDeadLetters;
import dev.penstock.ingress.kafka.KafkaIngress;
import dev.penstock.ingress.kafka.KafkaIngress.Planner;
import dev.penstock.ingress.kafka.KafkaState;
import dev.penstock.ingress.kafka.format.RecordFormats;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.plan.PushPlanner;
import dev.penstock.registry.DefinitionsHolder;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.stream.Collectors;

/// Puts together what the Kafka verticles are handed.
record KafkaSetup(
    Vertx vertx,
    Config config,
    DefinitionsHolder definitions,
    Metrics metrics,
    RecordFormats formats,
    PushListener pushes,
    KafkaState state) {

  /// - **Fails** by throwing `INVALID` for a push source that the definitions do not have, and for
  ///   a schema file that cannot be read.
  KafkaIngress ingress() {
    refuseUnknownSources(definitions.current());
    for (TopicConfig topic : config.kafka().topics()) {
      var _ = formats.of(topic.format());
    }
    return new KafkaIngress(
        config.kafka(),
        topic -> formats.of(topic.format()),
        planner(),
        definitions::current,
        pushService(),
        new CountedRecords(metrics.kafka()),
        state);
  }

  /// Dead letters can be tried again by a process that consumes nothing, too.
  DeadLetterTopics deadLetters() {
    return new KafkaDeadLetters(
        vertx,
        config.kafka(),
        topic -> formats.of(topic.format()),
        planner(),
        definitions::current,
        pushService());
  }

  private Planner planner() {
    return new PushPlanner(Settings.plan(config, InstantSource.system()))::plan;
  }

  private PushService pushService() {
    return new PushService(vertx.eventBus(), config.kafka().writeTimeout(), pushes);
  }

  private void refuseUnknownSources(Definitions current) {
    for (TopicConfig topic : config.kafka().topics()) {
      topic
          .pushSource()
          .filter(source -> current.consumers(source).isEmpty())
          .ifPresent(source -> {
            throw new PushException(
                FailureKind.INVALID,
                "verticles.kafka.topics: entry %s is for push source %s, which no feature view consumes; known here: %s"
                    .formatted(
                        topic.name(),
                        source,
                        current.pushSources().keySet().stream()
                            .sorted()
                            .collect(Collectors.joining(", "))));
          });
    }
  }
}
