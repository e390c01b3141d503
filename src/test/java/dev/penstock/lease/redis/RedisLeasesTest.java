package dev.penstock.lease.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.OnlineConfig.Redis.Mode;
import dev.penstock.lease.Leases;
import dev.penstock.lease.SharedContract;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.online.redis.LocalRedis;
import dev.penstock.online.redis.RedisConfigs;
import dev.penstock.online.redis.RedisOnlineStore;
import dev.penstock.registry.Progress;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisLeasesTest extends SharedContract {
  private static Vertx vertx;
  private static LocalRedis server;
  private static SharedHashes hashes;
  private static RedisOnlineStore online;

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    server = LocalRedis.start();
    var config = RedisConfigs.of(Mode.STANDALONE, server.port()).config();
    hashes = new SharedHashes(vertx, config);
    online = RedisOnlineStore.open(vertx, config, BatchListener.NONE);
    await(online.prepare(OnlineStoreSamples.definitions(OnlineStoreSamples.VIEW)));
  }

  @AfterAll
  static void close() throws Exception {
    await(hashes.close().eventually(online::close).eventually(vertx::close));
    server.close();
  }

  @Override
  protected Leases leases() {
    return hashes.leases("shop");
  }

  @Override
  protected Progress progress() {
    return hashes.progress("shop");
  }

  @Override
  protected OnlineStore online() {
    return online;
  }

  @Test
  void numbersGrowEvenWhenTheServerHasForgotten() throws Exception {
    var held = held();
    var _ = server.call(vertx, Command.FLUSHALL);

    var next = await(leases().acquire(held.lease(), "b", Duration.ofMinutes(1))).orElseThrow();

    assertThat(next.number()).isGreaterThan(held.number());
  }
}
