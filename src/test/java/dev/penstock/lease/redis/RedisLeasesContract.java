package dev.penstock.lease.redis;

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// What is promised wherever Redis is the shared store, to a user who has only the rights that
/// `docs/stores.md` names.
abstract class RedisLeasesContract extends SharedContract {
  private static final String RIGHTS =
      "~* +select +evalsha +script|load +hmget +hgetall +hset +hdel +expire"
          + " +restore +watch +unwatch +multi +exec"
          + " +eval +time +get +set +exists +pexpire +pttl +del";

  static Vertx vertx;
  private static SharedHashes hashes;
  private static RedisOnlineStore online;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  /// @param servers all of them
  /// @param further rights
  static void open(RedisConfigs user, List<LocalRedis> servers, String further) throws Exception {
    var rights = new ArrayList<Object>(List.of("SETUSER", "limited", "reset", "on", ">secret"));
    rights.addAll(List.of((RIGHTS + further).split(" ")));
    for (var server : servers) {
      var _ = server.call(vertx, Command.ACL, rights.toArray());
    }
    var config = user.user("limited", "secret").config();
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
