package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Connects to the primary that the sentinels name, as their manual tells clients to: ask one after
/// the other, then have the server confirm that it is the primary.
final class Sentinels {
  private static final Request ROLE = Request.cmd(Command.ROLE);

  private final Connector connector;
  private final List<Server> sentinels;
  private final String group;
  private volatile int first;

  Sentinels(Connector connector, List<Server> sentinels, String group) {
    this.connector = connector;
    this.sentinels = sentinels;
    this.group = group;
  }

  Future<Connection> connect() {
    return primary(first, sentinels.size()).compose(connector::open).compose(this::confirmed);
  }

  /// @param left how many sentinels have not been asked yet
  private Future<Server> primary(int sentinel, int left) {
    if (left == 0) {
      return Future.failedFuture(
          new PushException(
              FailureKind.UNAVAILABLE,
              "redis: no sentinel of " + sentinels + " names a primary of \"" + group + "\""));
    }
    int next = (sentinel + 1) % sentinels.size();
    return ask(sentinels.get(sentinel))
        .compose(
            named -> {
              first = sentinel;
              return named.map(Future::succeededFuture).orElseGet(() -> primary(next, left - 1));
            },
            failure -> primary(next, left - 1));
  }

  private Future<Optional<Server>> ask(Server sentinel) {
    var question = Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(group);
    return connector
        .openSentinel(sentinel)
        .compose(connection -> connection.send(List.of(question)).eventually(connection::close))
        .map(answers -> server(answers.getFirst()));
  }

  private static Optional<Server> server(@Nullable Response answer) {
    return answer == null || answer.type() != ResponseType.MULTI
        ? Optional.empty()
        : Optional.of(Slots.server(answer.get(0).toString(), Slots.number(answer.get(1))));
  }

  /// A server that may not be asked for its role is believed; it refuses writes if it is a replica.
  private Future<Connection> confirmed(Connection connection) {
    return connection
        .send(List.of(ROLE))
        .compose(answers -> {
          Response role = answers.getFirst();
          return role == null
                  || role.type() != ResponseType.MULTI
                  || role.get(0).toString().equals("master")
              ? Future.succeededFuture(connection)
              : Future.failedFuture(
                  new PushException(
                      FailureKind.UNAVAILABLE,
                      "redis: the primary of \"" + group + "\" is being replaced"));
        })
        .onFailure(failure -> {
          var _ = connection.close();
        });
  }
}
