package dev.penstock.lease.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.lease.Leases;
import dev.penstock.lease.SharedContract;
import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreSamples;
import dev.penstock.online.redis.RedisOnlineStore;
import dev.penstock.registry.Progress;
import dev.penstock.work.BatchListener;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// What is promised wherever Redis is the shared store.
abstract class RedisLeasesContract extends SharedContract {
  static Vertx vertx;
  private static SharedHashes hashes;
  private static RedisOnlineStore online;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  static void open(OnlineConfig.Redis config) throws Exception {
    hashes = new SharedHashes(vertx, config);
    online = RedisOnlineStore.open(vertx, config, BatchListener.NONE);
    await(online.prepare(OnlineStoreSamples.definitions(OnlineStoreSamples.VIEW)));
  }

  @AfterAll
  static void stop() throws Exception {
    await(hashes.close().eventually(online::close).eventually(vertx::close));
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
}
