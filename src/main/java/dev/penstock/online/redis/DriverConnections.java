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

/// Opens connections of the Vert.x driver.
final class DriverConnections implements Opener {
  private final Vertx vertx;
  private final OnlineConfig.Redis config;
  private final int mostWaiting;

  /// @param mostWaiting commands that may wait for an answer on one connection
  DriverConnections(Vertx vertx, OnlineConfig.Redis config, int mostWaiting) {
    this.vertx = vertx;
    this.config = config;
    this.mostWaiting = mostWaiting;
  }

  @Override
  public Future<Connection> open(Server server) {
    return open(
        server,
        options(server, config.tls().enabled(), "/" + config.database())
            .setUser(config.username().orElse(null))
            .setPassword(secret(config.password())));
  }

  /// The same to a sentinel.
  Future<Connection> openSentinel(Server sentinel) {
    return open(
        sentinel,
        options(sentinel, config.sentinel().tls(), "")
            .setUser(config.sentinel().username().orElse(null))
            .setPassword(secret(config.sentinel().password())));
  }

  private Future<Connection> open(Server server, RedisOptions options) {
    String name = "redis " + server;
    Redis client = Redis.createClient(vertx, options);
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

  private RedisOptions options(Server server, boolean encrypted, String database) {
    return new RedisOptions()
        .setConnectionString((encrypted ? "rediss://" : "redis://") + server + database)
        .setNetClientOptions(Network.options(config, encrypted))
        .setPreferredProtocolVersion(ProtocolVersion.RESP2)
        // One connection that stays; a pool would never let go of one that answers no more.
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(0)
        .setMaxWaitingHandlers(mostWaiting);
  }

  private static @Nullable String secret(Optional<Secret> secret) {
    return secret.map(Secret::value).orElse(null);
  }
}
