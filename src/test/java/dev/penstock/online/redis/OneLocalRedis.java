package dev.penstock.online.redis;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.regex.Pattern;
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

  /// Whether the server has done a command since its statistics were reset.
  static boolean called(String command) throws Exception {
    return Pattern.compile("cmdstat_" + command + ":calls=[1-9]")
        .matcher(redis.call(vertx, Command.INFO, "commandstats").toString())
        .find();
  }

  static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
