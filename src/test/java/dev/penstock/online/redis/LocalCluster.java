package dev.penstock.online.redis;

import dev.penstock.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A real cluster of a few primaries.
public final class LocalCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;

  // How much greater the port is at which a server talks to the others.
  private static final int BUS = 10_000;

  private static final Duration MOST = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final int primaries;
  private final List<LocalRedis> nodes;

  private LocalCluster(Vertx vertx, int primaries, List<LocalRedis> nodes) {
    this.vertx = vertx;
    this.primaries = primaries;
    this.nodes = nodes;
  }

  /// Starts one, and waits until its servers know each other.
  ///
  /// @param directory for the files in which servers remember the cluster
  public static LocalCluster start(Vertx vertx, Path directory, int primaries) throws Exception {
    var cluster = new LocalCluster(vertx, primaries, new ArrayList<>());
    for (int node = 0; node < primaries; node++) {
      cluster.add(directory);
    }
    for (int node = 0; node < primaries; node++) {
      var slots = new ArrayList<Object>();
      slots.add("ADDSLOTS");
      IntStream.range(cluster.first(node), cluster.first(node + 1)).forEach(slots::add);
      cluster.nodes.get(node).call(vertx, Command.CLUSTER, slots.toArray());
      // Without epochs of their own two servers could argue about slots for a while.
      cluster.nodes.get(node).call(vertx, Command.CLUSTER, "SET-CONFIG-EPOCH", node + 1);
      cluster.meet(cluster.nodes.get(node));
    }
    for (LocalRedis node : cluster.nodes) {
      cluster.await(node, "cluster_state:ok");
      cluster.await(node, "cluster_known_nodes:" + primaries);
    }
    return cluster;
  }

  /// Another server, which has no slots yet.
  LocalRedis add(Path directory) throws Exception {
    int port = FreePorts.next(BUS);
    var node =
        LocalRedis.start(
            port,
            "cluster-enabled yes",
            "cluster-require-full-coverage no",
            "cluster-node-timeout 1000",
            "cluster-config-file " + directory.resolve("nodes-" + port + ".conf"));
    nodes.add(node);
    return node;
  }

  /// The server that has a slot, among those that the cluster was started with.
  LocalRedis owner(int slot) {
    for (int node = primaries - 1; ; node--) {
      if (slot >= first(node)) {
        return nodes.get(node);
      }
    }
  }

  private int first(int node) {
    return node * SLOTS / primaries;
  }

  /// Tells a server about a slot and another server.
  void setSlot(LocalRedis told, int slot, String what, LocalRedis about) throws Exception {
    told.call(vertx, Command.CLUSTER, "SETSLOT", slot, what, id(about));
  }

  void addReplica(Path directory, LocalRedis primary) throws Exception {
    var replica = add(directory);
    meet(replica);
    await(replica, "cluster_known_nodes:" + nodes.size());
    await(replica, "cluster_state:ok");
    replica.call(vertx, Command.CLUSTER, "REPLICATE", id(primary));
    awaitInfo(replica, "master_link_status:up");
  }

  private String id(LocalRedis node) throws Exception {
    return node.call(vertx, Command.CLUSTER, "MYID").toString();
  }

  private void awaitInfo(LocalRedis node, String line) throws Exception {
    var deadline = Instant.now().plus(MOST);
    while (!node.call(vertx, Command.INFO, "replication").toString().contains(line)) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("no " + line);
      }
      Thread.onSpinWait();
    }
  }

  void meet(LocalRedis node) throws Exception {
    node.call(vertx, Command.CLUSTER, "MEET", "127.0.0.1", nodes.getFirst().port());
  }

  void await(LocalRedis node, String line) throws Exception {
    var deadline = Instant.now().plus(MOST);
    while (!node.call(vertx, Command.CLUSTER, "INFO").toString().contains(line)) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            "no " + line + " in\n" + node.call(vertx, Command.CLUSTER, "INFO"));
      }
      Thread.onSpinWait();
    }
  }

  public List<LocalRedis> nodes() {
    return nodes;
  }

  public int[] ports() {
    return nodes.stream().mapToInt(LocalRedis::port).toArray();
  }

  void flush() throws Exception {
    for (LocalRedis node : nodes) {
      node.call(vertx, Command.FLUSHALL);
    }
  }

  @Override
  public void close() {
    nodes.forEach(LocalRedis::close);
  }
}
