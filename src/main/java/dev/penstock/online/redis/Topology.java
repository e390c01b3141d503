package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig.Redis.Server;
import io.vertx.core.Future;
import java.util.List;

/// Which server has which key.
interface Topology {
  /// Finds out, where it is not known. The other methods are for afterwards.
  Future<Void> known();

  /// The server of a slot of keys.
  Node owner(int slot);

  /// The server at an address to which another one has redirected a command.
  Node at(Server address);

  /// All servers that take writes.
  List<Node> primaries();

  /// Is told that a server does not answer; another one may have taken its place.
  void failing(Node node);

  /// Is told that a server says that it does not have the keys, or not any more.
  void misplaced(Node node);

  Future<Void> close();
}
