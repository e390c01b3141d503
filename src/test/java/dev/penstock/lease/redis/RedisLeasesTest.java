package dev.penstock.lease.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.online.redis.LocalRedis;
import dev.penstock.online.redis.RedisConfigs;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisLeasesTest extends RedisLeasesContract {
  private static LocalRedis server;

  @BeforeAll
  static void open() throws Exception {
    server = LocalRedis.start();
    open(RedisConfigs.of(Mode.STANDALONE, server.port()), List.of(server), "");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void numbersGrowEvenWhenTheServerHasForgotten() throws Exception {
    var held = held();
    var _ = server.call(vertx, Command.FLUSHALL);

    var next = await(leases().acquire(held.lease(), "b", Duration.ofMinutes(1))).orElseThrow();

    assertThat(next.number()).isGreaterThan(held.number());
  }
}
