package dev.penstock.online.redis;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// Tests on one server, which is started for the class and emptied before each test.
abstract class OneLocalRedis {
  static Vertx vertx;
  static LocalRedis redis;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
    done(vertx.close());
  }

  @BeforeEach
  void empty() throws Exception {
    redis.call(vertx, Command.FLUSHALL);
  }

  static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
