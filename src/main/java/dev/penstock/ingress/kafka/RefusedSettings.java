package dev.penstock.ingress.kafka;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import org.apache.kafka.common.KafkaException;

/// What Kafka's clients say of settings that they do not take, in words for people.
final class RefusedSettings {
  private RefusedSettings() {}

  static PushException of(KafkaException refusal) {
    return new PushException(
        FailureKind.INVALID,
        "Kafka's client refuses the settings of verticles.kafka: " + reason(refusal),
        refusal);
  }

  /// The innermost reason.
  static String reason(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
