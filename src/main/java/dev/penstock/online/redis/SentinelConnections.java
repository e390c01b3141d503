package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens connections of the Vert.x driver to sentinels.
final class SentinelConnections implements Opener {
  private final Vertx vertx;
  private final OnlineConfig.Redis config;

  SentinelConnections(Vertx vertx, OnlineConfig.Redis config) {
    this.vertx = vertx;
    this.config = config;
  }

  @Override
  public Future<Connection> open(Server sentinel) {
    String name = "redis " + sentinel;
    Redis client = Redis.createClient(vertx, options(sentinel));
    return client
        .connect()
        .timeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .<Connection>map(
            commands -> new DriverConnection(name, client, commands, config.commandTimeout()))
        .recover(cause -> {
          var _ = client.close();
          return Future.failedFuture(RedisFailures.lost(name, cause));
        });
  }

  private RedisOptions options(Server sentinel) {
    boolean encrypted = config.sentinel().tls();
    return new RedisOptions()
        .setConnectionString((encrypted ? "rediss://" : "redis://") + sentinel)
        .setNetClientOptions(Network.options(config, encrypted))
        .setPreferredProtocolVersion(ProtocolVersion.RESP2)
        .setUser(config.sentinel().username().orElse(null))
        .setPassword(secret(config.sentinel().password()))
        // One connection that stays; a pool would never let go of one that answers no more.
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(0)
        .setMaxWaitingHandlers(1);
  }

  private static @Nullable String secret(Optional<Secret> secret) {
    return secret.map(Secret::value).orElse(null);
  }
}
