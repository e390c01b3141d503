package dev.penstock.kafka;

import dev.penstock.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Brokers in this process whose partitions have leaders that change: numbered from 1, of which the
/// first is the controller too, and so is not to be stopped.
public final class KafkaCluster implements AutoCloseable {
  private final List<KafkaNode> nodes = new ArrayList<>();
  private final List<String> servers = new ArrayList<>();

  /// Starts some.
  ///
  /// @param directory of their records
  public static KafkaCluster start(Path directory, int brokers) throws Exception {
    var cluster = new KafkaCluster();
    int controller = FreePorts.next();
    for (int id = 1; id <= brokers; id++) {
      int port = FreePorts.next();
      var node =
          new KafkaNode(
              id, directory.resolve("broker" + id), settings(id, brokers, port, controller));
      cluster.nodes.add(node);
      cluster.servers.add("127.0.0.1:" + port);
      node.start();
    }
    return cluster;
  }

  /// Where to connect: all of them.
  public String servers() {
    return String.join(",", servers);
  }

  /// Stops a broker; others lead its partitions then.
  public void stop(int id) {
    nodes.get(id - 1).stop();
  }

  /// Starts it again, as a follower.
  public void start(int id) {
    nodes.get(id - 1).start();
  }

  @Override
  public void close() {
    // The controller last: the others take their leave of it.
    nodes.reversed().forEach(KafkaNode::stop);
  }

  private static Map<String, String> settings(int id, int brokers, int port, int controller) {
    var listeners = new HashMap<String, Integer>();
    listeners.put("PLAINTEXT", port);
    if (id == 1) {
      listeners.put("CONTROLLER", controller);
    }
    return Map.of(
        "process.roles",
        id == 1 ? "broker,controller" : "broker",
        "controller.quorum.voters",
        "1@127.0.0.1:" + controller,
        "listeners",
        listeners.entrySet().stream()
            .map(each -> each.getKey() + "://127.0.0.1:" + each.getValue())
            .collect(Collectors.joining(",")),
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "min.insync.replicas",
        "1",
        "offsets.topic.replication.factor",
        Integer.toString(Math.min(3, brokers)),
        "transaction.state.log.replication.factor",
        Integer.toString(Math.min(3, brokers)));
  }
}
