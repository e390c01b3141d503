package dev.penstock.online.redis;

import dev.penstock.config.OnlineConfig;
import dev.penstock.config.OnlineConfig.Redis.Server;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Opens connections to servers, each on the event loop whose turn it is.
final class RespConnections implements Opener {
  private final VertxInternal vertx;
  private final OnlineConfig.Redis config;
  private final int mostWaiting;

  /// @param mostWaiting commands that may wait for an answer on one connection
  RespConnections(Vertx vertx, OnlineConfig.Redis config, int mostWaiting) {
    // There is no public way to another event loop but to deploy a verticle.
    this.vertx = (VertxInternal) vertx;
    this.config = config;
    this.mostWaiting = mostWaiting;
  }

  @Override
  public Future<Connection> open(Server server) {
    String name = "redis " + server;
    Promise<Connection> opened = Promise.promise();
    Context context = vertx.createEventLoopContext();
    context.runOnContext(turn -> open(server, name, context).onComplete(opened));
    var inTime = opened.future().timeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    return inTime.recover(cause -> {
      // One that is opened too late.
      opened
          .future()
          .onSuccess(late -> {
            var _ = late.close();
          });
      return Future.failedFuture(RedisFailures.lost(name, cause));
    });
  }

  private Future<Connection> open(Server server, String name, Context context) {
    NetClient client = vertx.createNetClient(Network.options(config, config.tls().enabled()));
    return client
        .connect(server.port(), server.host())
        .map(socket -> connection(name, context, client, socket))
        .compose(connection -> greeted(name, connection))
        .onFailure(lost -> {
          var _ = client.close();
        });
  }

  private RespConnection connection(
      String name, Context context, NetClient client, NetSocket socket) {
    return new RespConnection(
        name, vertx, context, client, socket, config.commandTimeout(), mostWaiting);
  }

  /// Says who we are and what we want.
  private Future<Connection> greeted(String name, Connection connection) {
    return connection
        .send(greeting())
        .compose(answers -> {
          for (Response answer : answers) {
            if (isError(answer)) {
              return Future.failedFuture(RedisFailures.told(name, String.valueOf(answer)));
            }
          }
          return Future.succeededFuture(connection);
        });
  }

  private List<Words> greeting() {
    var greeting = new ArrayList<Words>();
    config
        .password()
        .ifPresent(password ->
            greeting.add(
                config
                    .username()
                    .map(user -> Words.of(Command.AUTH, user, password.value()))
                    .orElseGet(() -> Words.of(Command.AUTH, password.value()))));
    greeting.add(Words.of(Command.SELECT, config.database()));
    return greeting;
  }

  private static boolean isError(@Nullable Response answer) {
    return answer != null && answer.type() == ResponseType.ERROR;
  }
}
