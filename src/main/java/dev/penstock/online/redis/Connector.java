package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.config.Secret;
import dev.penstock.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens connections to the servers of one deployment.
final class Connector {
  private final Vertx vertx;
  private final OnlineConfig.Redis config;
  private final int connections;
  private final int mostWaiting;

  /// @param connections to each server
  /// @param mostWaiting commands that may wait for an answer on one connection
  Connector(Vertx vertx, OnlineConfig.Redis config, int connections, int mostWaiting) {
    this.vertx = vertx;
    this.config = config;
    this.connections = connections;
    this.mostWaiting = mostWaiting;
  }

  /// A server whose connections are opened when they are needed.
  Node node(String name, Supplier<Future<Connection>> open) {
    return new Node(vertx, name, config, connections, open);
  }

  /// - **Fails** with a [dev.penstock.model.PushException], within the time-out for connecting.
  Future<Connection> open(Server server) {
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
        .map(commands -> new Connection(name, client, commands, config.commandTimeout()))
        .recover(cause -> {
          var _ = client.close();
          return Future.failedFuture(RedisFailures.lost(name, cause));
        });
  }

  private RedisOptions options(Server server, boolean encrypted, String database) {
    return new RedisOptions()
        .setConnectionString((encrypted ? "rediss://" : "redis://") + server + database)
        .setNetClientOptions(network(encrypted))
        .setPreferredProtocolVersion(ProtocolVersion.RESP2)
        // One connection that stays; a pool would never let go of one that answers no more.
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(0)
        .setMaxWaitingHandlers(mostWaiting);
  }

  private NetClientOptions network(boolean encrypted) {
    var options =
        new NetClientOptions()
            .setConnectTimeout((int) config.connectTimeout().toMillis())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    return encrypted ? encrypted(options, config.tls()) : options;
  }

  private static NetClientOptions encrypted(NetClientOptions options, TlsConfig tls) {
    options
        .setSsl(true)
        .setTrustAll(tls.verify() == TlsConfig.Verify.NONE)
        .setHostnameVerificationAlgorithm(tls.verify() == TlsConfig.Verify.FULL ? "HTTPS" : "");
    tls.caFile()
        .ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
    tls.certFile()
        .ifPresent(certificate ->
            options.setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(certificate.toString())
                    .setKeyPath(tls.keyFile().orElseThrow().toString())));
    return options;
  }

  private static @Nullable String secret(Optional<Secret> secret) {
    return secret.map(Secret::value).orElse(null);
  }
}
