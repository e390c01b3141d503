package dev.penstock.online.redis;

import dev.penstock.model.PushException;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/// What became of a [Command].
sealed interface Answer {
  record Told(@Nullable Response response) implements Answer {}

  record Failed(PushException failure) implements Answer {}
}
