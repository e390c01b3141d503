package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig.Redis.Server;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Connects to the primary that the sentinels name, as their manual tells clients to: ask one after
/// the other, then have the server confirm that it is the primary.
final class Sentinels {
  private static final Words ROLE = Words.of(Command.ROLE);
  private static final Duration WATCH = Duration.ofSeconds(1);

  private final List<Server> sentinels;
  private final List<Link> links;
  private final Connector connector;
  private final String group;
  private volatile int first;
  private volatile @Nullable Server current;
  private Runnable unwatch = () -> {};

  Sentinels(Connector connector, List<Server> sentinels, String group) {
    this.connector = connector;
    this.sentinels = sentinels;
    this.links =
        sentinels.stream().map(server -> new Link(() -> connector.openSentinel(server))).toList();
    this.group = group;
  }

  Future<Connection> connect() {
    return primary(first, links.size())
        .compose(named -> {
          current = named;
          return connector.open(named);
        })
        .compose(this::confirmed);
  }

  /// Says when the sentinels name another primary than that of the last connection. The former one
  /// may go on taking writes for a while, which are lost.
  void watch(Vertx vertx, Runnable changed) {
    long timer =
        vertx.setPeriodic(
            WATCH.toMillis(),
            turn -> {
              Server known = current;
              if (known != null) {
                var _ =
                    primary(first, links.size())
                        .onSuccess(named -> {
                          if (!named.equals(known)) {
                            current = null;
                            changed.run();
                          }
                        });
              }
            });
    unwatch = () -> vertx.cancelTimer(timer);
  }

  Future<Void> close() {
    unwatch.run();
    return Future.join(links.stream().map(Link::close).toList()).mapEmpty();
  }

  /// - **Fails** with `UNAVAILABLE`.
  ///
  /// @param left how many sentinels have not been asked yet
  private Future<Server> primary(int sentinel, int left) {
    if (left == 0) {
      return Future.failedFuture(
          new PushException(
              FailureKind.UNAVAILABLE,
              "redis: no sentinel of " + sentinels + " names a primary of \"" + group + "\""));
    }
    int next = (sentinel + 1) % links.size();
    return ask(links.get(sentinel))
        .compose(
            named -> {
              first = sentinel;
              return named.map(Future::succeededFuture).orElseGet(() -> primary(next, left - 1));
            },
            failure -> primary(next, left - 1));
  }

  private Future<Optional<Server>> ask(Link sentinel) {
    var question = Words.of(Command.SENTINEL, "get-master-addr-by-name", group);
    return sentinel.send(List.of(question)).map(answers -> server(answers.getFirst()));
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
