package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/// Opens connections to the servers of one deployment.
final class Connector {
  private final Vertx vertx;
  private final OnlineConfig.Redis config;
  private final int connections;
  private final Opener opener;
  private final Opener sentinels;

  /// @param connections to each server
  Connector(
      Vertx vertx, OnlineConfig.Redis config, int connections, Opener opener, Opener sentinels) {
    this.vertx = vertx;
    this.config = config;
    this.connections = connections;
    this.opener = opener;
    this.sentinels = sentinels;
  }

  /// A server whose connections are opened when they are needed.
  Node node(String name, Supplier<Future<Connection>> open) {
    return new Node(vertx, name, config, connections, open);
  }

  /// As [Opener#open(Server)].
  Future<Connection> open(Server server) {
    return opener.open(server);
  }

  /// The same to a sentinel.
  Future<Connection> openSentinel(Server sentinel) {
    return sentinels.open(sentinel);
  }
}
