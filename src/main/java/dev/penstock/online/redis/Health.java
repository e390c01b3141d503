package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks every server that takes writes whether it works, without writing.
final class Health {
  private static final Words ROLE = Words.of(Command.ROLE);

  private Health() {}

  static Future<Void> of(Servers servers) {
    Topology topology = servers.topology();
    return topology
        .known()
        .compose(known ->
            Future.join(topology.primaries().stream().map(node -> of(topology, node)).toList()))
        .mapEmpty();
  }

  private static Future<Void> of(Topology topology, Node node) {
    return node.guard()
        .call(() -> node.send(List.of(RowScript.load(), RowScript.probe(), ROLE)))
        .onFailure(failure -> topology.failing(node))
        .compose(answers -> {
          PushException wrong = wrong(node, answers);
          if (wrong == null) {
            return Future.succeededFuture();
          }
          topology.misplaced(node);
          return Future.failedFuture(wrong);
        });
  }

  private static @Nullable PushException wrong(Node node, List<@Nullable Response> answers) {
    for (Response answer : answers.subList(0, 2)) {
      if (answer != null && answer.type() == ResponseType.ERROR) {
        return RedisFailures.told(node.name(), answer.toString());
      }
    }
    // Not everybody may ask for the role.
    Response role = answers.get(2);
    return role != null
            && role.type() == ResponseType.MULTI
            && !role.get(0).toString().equals("master")
        ? new PushException(FailureKind.UNAVAILABLE, node.name() + " is a replica")
        : null;
  }
}
