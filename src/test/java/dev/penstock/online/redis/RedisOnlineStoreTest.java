package dev.penstock.online.redis;

import static dev.penstock.online.OnlineStoreSamples.VIEW;
import static dev.penstock.online.OnlineStoreSamples.definitions;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreContract;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

  @Test
  void writersThatRaceLeaveTheGreatestRowOfEachKey() throws Exception {
    var writers = new ArrayList<OnlineStore>();
    for (int writer = 0; writer < 8; writer++) {
      writers.add(another());
      done(writers.getLast().prepare(definitions(VIEW)));
    }

    Race.run(writers, () -> redis.call(vertx, Command.SCRIPT, "FLUSH"));

    for (OnlineStore writer : writers) {
      done(writer.close());
    }
  }

  private static OnlineStore another() {
    return RedisOnlineStore.open(
        vertx, RedisConfigs.of(Mode.STANDALONE, redis.port()).config());
  }
}
