package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/// One server that has all keys: the only one, or the one that sentinels name. That is asked each
/// time a connection is opened, so giving up the connections is all that a change needs.
final class Primary implements Topology {
  private final Node node;
  private final Supplier<Future<Void>> closing;

  private Primary(Node node, Supplier<Future<Void>> closing) {
    this.node = node;
    this.closing = closing;
  }

  static Primary alone(OnlineConfig.Redis config, Connector connector) {
    Server server = config.servers().getFirst();
    return new Primary(
        connector.node("redis " + server, () -> connector.open(server)), Future::succeededFuture);
  }

  static Primary watched(Vertx vertx, OnlineConfig.Redis config, Connector connector) {
    var sentinels = new Sentinels(connector, config.servers(), config.sentinel().master());
    String name = "redis " + config.sentinel().master();
    var node = connector.node(name, sentinels::connect);
    sentinels.watch(vertx, node::drop);
    return new Primary(node, sentinels::close);
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
    return Future.join(node.close(), closing.get()).mapEmpty();
  }
}
