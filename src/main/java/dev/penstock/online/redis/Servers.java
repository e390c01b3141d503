package dev.penstock.online.redis;

import dev.penstock.model.PushException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sends commands to the servers that have their keys, in pipelines of a bounded size.
final class Servers {
  /// Commands of one pipeline.
  static final int LONGEST_PIPELINE = 512;

  private static final int LARGEST_PIPELINE = 3 << 19;

  private final Topology topology;
  private final Confirmation confirmation;

  Servers(Topology topology, Confirmation confirmation) {
    this.topology = topology;
    this.confirmation = confirmation;
  }

  Topology topology() {
    return topology;
  }

  /// Sends commands, to each server in their order; a failure of one server fails no command of
  /// another.
  ///
  /// @return an answer to each command
  Future<List<Answer>> send(List<Command> commands) {
    if (commands.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    var answers = new Answer[commands.size()];
    return topology
        .known()
        .compose(known -> {
          var sent = new ArrayList<Future<Void>>();
          byOwner(commands)
              .forEach((node, places) -> sent.add(pipelines(node, places, commands, answers)));
          return Future.join(sent).map(all -> List.of(answers));
        });
  }

  private Map<Node, List<Integer>> byOwner(List<Command> commands) {
    var owned = new LinkedHashMap<Node, List<Integer>>();
    for (int place = 0; place < commands.size(); place++) {
      Node owner = topology.owner(commands.get(place).slot());
      owned.computeIfAbsent(owner, node -> new ArrayList<>()).add(place);
    }
    return owned;
  }

  /// One pipeline after the other.
  private Future<Void> pipelines(
      Node node, List<Integer> places, List<Command> commands, Answer[] answers) {
    Future<Void> sent = Future.succeededFuture();
    int from = 0;
    while (from < places.size()) {
      int to = end(places, from, commands);
      var pipeline = places.subList(from, to);
      sent = sent.compose(before -> pipeline(node, pipeline, commands, answers));
      from = to;
    }
    return sent;
  }

  private static int end(List<Integer> places, int from, List<Command> commands) {
    int to = from;
    int bytes = 0;
    while (to < places.size() && to - from < LONGEST_PIPELINE && bytes < LARGEST_PIPELINE) {
      bytes += commands.get(places.get(to)).bytes();
      to++;
    }
    return to;
  }

  private Future<Void> pipeline(
      Node node, List<Integer> places, List<Command> commands, Answer[] answers) {
    var round = new Round(topology, confirmation, places.stream().map(commands::get).toList());
    return node.guard()
        .call(round::attempt)
        .otherwise(failure -> {
          topology.failing(node);
          round.giveUp(PushException.of(failure));
          return null;
        })
        .map(done -> {
          for (int i = 0; i < places.size(); i++) {
            answers[places.get(i)] = round.answer(i);
          }
          return null;
        });
  }
}
