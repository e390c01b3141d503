package dev.penstock.online.redis;

import dev.penstock.online.redis.Leg.Before;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects commands that a server wants to be sent again: elsewhere, or after the script, which it
/// has lost.
final class Redirections {
  private final Topology topology;
  private final Map<Target, List<Integer>> places = new LinkedHashMap<>();

  Redirections(Topology topology) {
    this.topology = topology;
  }

  private record Target(Node node, Before before) {}

  /// Takes note of a command that was refused for that reason; others are none of its business.
  ///
  /// @param error such as `MOVED 3999 127.0.0.1:6381`
  /// @return whether it will be sent again
  boolean take(Node node, int place, String error) {
    if (error.startsWith("NOSCRIPT")) {
      return add(node, Before.SCRIPT, place);
    }
    boolean moved = error.startsWith("MOVED ");
    if (!moved && !error.startsWith("ASK ")) {
      return false;
    }
    String address = error.substring(error.lastIndexOf(' ') + 1);
    int colon = address.lastIndexOf(':');
    if (colon <= 0) {
      // A server without a name of its own; the slots tell whom it means.
      return false;
    }
    var server =
        Slots.server(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    return add(topology.at(server), moved ? Before.NOTHING : Before.ASKING, place);
  }

  List<Leg> legs() {
    var legs = new ArrayList<Leg>(places.size());
    places.forEach((target, some) -> legs.add(new Leg(target.node(), some, target.before())));
    return legs;
  }

  private boolean add(Node node, Before before, int place) {
    return places.computeIfAbsent(new Target(node, before), key -> new ArrayList<>()).add(place);
  }
}
