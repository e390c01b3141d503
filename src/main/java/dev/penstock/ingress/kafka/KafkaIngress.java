package dev.penstock.ingress.kafka;

import dev.penstock.config.KafkaConfig;
import dev.penstock.config.TopicConfig;
import dev.penstock.ingress.PushService;
import dev.penstock.model.Definitions;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import java.util.function.Function;
import java.util.function.Supplier;

/// Everything that Kafka ingress verticles are handed; they share it.
///
/// @param formats what understands the records of an entry; asked once per partition
/// @param planner decides what a push comes to; it may be called on any thread
/// @param definitions those in use
/// @param state told what the consumers do, for probes
public record KafkaIngress(
    KafkaConfig config,
    Function<TopicConfig, RecordFormat> formats,
    Planner planner,
    Supplier<Definitions> definitions,
    PushService pushes,
    KafkaListener listener,
    KafkaState state) {

  /// Plans a push for some definitions.
  public interface Planner {
    PushPlan plan(PushRequest push, Definitions definitions);
  }
}
