package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig.Redis.Server;
import io.vertx.core.Future;
import java.util.List;

/// One server that has all keys: the only one, or the one that sentinels name. That is asked each
/// time a connection is opened, so giving up the connections is all that a change needs.
final class Primary implements Topology {
  private final Node node;

  Primary(Node node) {
    this.node = node;
  }

  @Override
  public Future<Void> known() {
    return Future.succeededFuture();
  }

  @Override
  public Node owner(int slot) {
    return node;
  }

  @Override
  public Node at(Server address) {
    return node;
  }

  @Override
  public List<Node> primaries() {
    return List.of(node);
  }

  @Override
  public void failing(Node failing) {
    // Its connections end by themselves.
  }

  @Override
  public void misplaced(Node misplaced) {
    node.drop();
  }

  @Override
  public Future<Void> close() {
    return node.close();
  }
}
