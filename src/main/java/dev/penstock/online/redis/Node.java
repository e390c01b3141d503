package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.work.StoreGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server that takes writes, over a few connections, with the circuit that remembers how it does.
final class Node {
  private final String name;
  private final StoreGuard guard;
  private final Supplier<Future<Connection>> open;
  private final Link[] links;
  private final List<Link> own = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  /// @param name for messages
  /// @param open connects to whatever is the server at that time
  Node(
      Vertx vertx,
      String name,
      OnlineConfig.Redis config,
      int connections,
      Supplier<Future<Connection>> open) {
    this.name = name;
    this.guard =
        new StoreGuard(
            vertx, name, config.connectTimeout().plus(config.commandTimeout()), config.guard());
    this.open = open;
    this.links = new Link[connections];
    Arrays.setAll(links, link -> new Link(open));
  }

  String name() {
    return name;
  }

  StoreGuard guard() {
    return guard;
  }

  /// Sends commands over the connection whose turn it is, in their order; fails as
  /// [Connection#send].
  Future<List<@Nullable Response>> send(List<Words> commands) {
    return links[Math.floorMod(turn.getAndIncrement(), links.length)].send(commands);
  }

  /// A further connection, for somebody alone.
  Link own() {
    var link = new Link(open);
    own.add(link);
    return link;
  }

  /// Lets go of all connections: the server at their other end is the wrong one.
  void drop() {
    all()
        .forEach(link -> {
          var _ = link.drop();
        });
  }

  Future<Void> close() {
    guard.close();
    return Future.join(all().map(Link::close).toList()).mapEmpty();
  }

  private Stream<Link> all() {
    return Stream.concat(Arrays.stream(links), own.stream());
  }
}
