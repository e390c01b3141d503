package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig.Redis.Server;
import io.vertx.core.Future;

/// Opens connections of one kind.
interface Opener {
  /// Opens a connection to a server that has keys.
  ///
  /// - **Fails** with a [dev.penstock.model.PushException], within the time-out for connecting.
  Future<Connection> open(Server server);
}
