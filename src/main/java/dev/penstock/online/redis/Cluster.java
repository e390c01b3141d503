package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.work.StoreGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A Redis cluster: each server has a part of the slots, and any one can tell which.
final class Cluster implements Topology {
  private static final Words SLOTS = Words.of(Command.CLUSTER, "SLOTS");

  private final OnlineConfig.Redis config;
  private final Connector connector;
  private final StoreGuard guard;
  private final Map<Server, Node> nodes = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Slots slots = new Slots();
  private volatile boolean outdated = true;
  private @Nullable Future<Void> asking;

  Cluster(Vertx vertx, OnlineConfig.Redis config, Connector connector) {
    this.config = config;
    this.connector = connector;
    int servers = config.servers().size() + 1;
    this.guard =
        new StoreGuard(
            vertx,
            "redis cluster",
            config.connectTimeout().plus(config.commandTimeout()).multipliedBy(servers),
            config.guard());
  }

  @Override
  public Future<Void> known() {
    return outdated ? ask() : Future.succeededFuture();
  }

  @Override
  public Node owner(int slot) {
    Server owner = slots.owner(slot);
    // Whichever is asked instead says CLUSTERDOWN or where to go.
    return at(owner == null ? config.servers().getFirst() : owner);
  }

  @Override
  public Node at(Server address) {
    return nodes.computeIfAbsent(
        address, server -> connector.node("redis " + server, () -> connector.open(server)));
  }

  @Override
  public List<Node> primaries() {
    return owners(slots).stream().map(this::at).toList();
  }

  @Override
  public void failing(Node node) {
    outdated = true;
  }

  @Override
  public void misplaced(Node node) {
    outdated = true;
  }

  @Override
  public Future<Void> close() {
    guard.close();
    return Future.join(nodes.values().stream().map(Node::close).toList()).mapEmpty();
  }

  /// Everybody who wants to know waits for the same answer.
  private synchronized Future<Void> ask() {
    if (asking == null || asking.isComplete()) {
      asking = guard.call(() -> ask(inTurn(), 0, "nobody was asked"));
    }
    return asking;
  }

  /// Each time another one is asked first, so that one that swallows questions holds up nothing.
  private List<Server> inTurn() {
    var candidates = new ArrayList<>(candidates());
    Collections.rotate(candidates, -turn.getAndIncrement());
    return candidates;
  }

  /// Whom to ask: those that have slots, and those that were configured.
  private Set<Server> candidates() {
    var candidates = new LinkedHashSet<>(owners(slots));
    candidates.addAll(config.servers());
    return candidates;
  }

  private Future<Void> ask(List<Server> candidates, int next, String failed) {
    if (next == candidates.size()) {
      return Future.failedFuture(
          new PushException(
              FailureKind.UNAVAILABLE,
              "redis: no server of the cluster tells its slots; " + failed));
    }
    Server server = candidates.get(next);
    return at(server)
        .send(List.of(SLOTS))
        .compose(answers -> learn(answers.getFirst(), server))
        .recover(failure ->
            isPassing(failure)
                ? ask(candidates, next + 1, String.valueOf(failure.getMessage()))
                : Future.failedFuture(failure));
  }

  private Future<Void> learn(@Nullable Response answer, Server from) {
    if (answer == null || answer.type() == ResponseType.ERROR) {
      return Future.failedFuture(RedisFailures.told("redis " + from, String.valueOf(answer)));
    }
    outdated = false;
    slots = Slots.of(answer, from);
    closeOthers(candidates());
    return Future.succeededFuture();
  }

  /// What is under way to a server that has gone fails, and is sent to its successor.
  private void closeOthers(Set<Server> needed) {
    for (Server server : List.copyOf(nodes.keySet())) {
      if (!needed.contains(server)) {
        Node node = nodes.remove(server);
        if (node != null) {
          var _ = node.close();
        }
      }
    }
  }

  private static boolean isPassing(Throwable failure) {
    return failure instanceof PushException known && known.kind() != FailureKind.STORE_DENIED;
  }

  private static Set<Server> owners(Slots slots) {
    return Arrays.stream(slots.owners())
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
