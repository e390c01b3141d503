package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Has replicas confirm that they have what was written.
///
/// @param replicas how many; 0 to ask none
/// @param most how long the answer to a pipeline may take
record Confirmation(int replicas, Duration most) {
  static final Confirmation NONE = new Confirmation(0, Duration.ZERO);

  /// As the settings want it for writes.
  static Confirmation of(OnlineConfig.Redis config) {
    return new Confirmation(config.replicas(), config.commandTimeout());
  }

  /// What follows the writes of a pipeline, if anything.
  Optional<Words> words() {
    return replicas == 0
        ? Optional.empty()
        // Given up while there is still time to say so.
        : Optional.of(Words.of(Command.WAIT, replicas, most.toMillis() / 2));
  }

  /// What is wrong, in the form of an error of the server.
  ///
  /// @param answer to [#words()]
  Optional<String> missing(@Nullable Response answer) {
    if (replicas == 0) {
      return Optional.empty();
    }
    String confirmed = String.valueOf(answer);
    return confirmed.chars().allMatch(Character::isDigit) && Integer.parseInt(confirmed) >= replicas
        ? Optional.empty()
        : Optional.of(
            "NOREPLICAS " + confirmed + " replicas have confirmed the rows, of " + replicas);
  }

  /// Throws a [dev.penstock.model.PushException] where something is wrong.
  ///
  /// @param answer to [#words()]
  void expect(@Nullable Response answer) {
    missing(answer)
        .ifPresent(error -> {
          throw RedisFailures.told("redis", error);
        });
  }
}
