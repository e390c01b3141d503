package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreContract;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisOnlineStoreTest extends OnlineStoreContract {
  private static Vertx vertx;
  private static LocalRedis redis;

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

  @Override
  protected OnlineStore open() throws Exception {
    redis.call(vertx, Command.FLUSHALL);
    return RedisOnlineStore.open(vertx, RedisConfigs.of(Mode.STANDALONE, redis.port()).config());
  }
}
