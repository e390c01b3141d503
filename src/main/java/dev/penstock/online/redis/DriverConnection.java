package dev.penstock.online.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection of the Vert.x driver. It has a client of its own, because only closing that closes
/// the socket.
final class DriverConnection implements Connection {
  private final String name;
  private final Redis client;
  private final RedisConnection commands;
  private final Duration timeout;

  DriverConnection(String name, Redis client, RedisConnection commands, Duration timeout) {
    this.name = name;
    this.client = client;
    this.commands = commands;
    this.timeout = timeout;
  }

  @Override
  public Future<List<@Nullable Response>> send(List<Words> sent) {
    var requests = sent.stream().map(Words::request).toList();
    return inTime(commands.batch(requests))
        .recover(cause -> isTold(cause) ? oneByOne(requests) : Future.failedFuture(cause))
        .recover(cause -> {
          var _ = close();
          return Future.failedFuture(RedisFailures.lost(name, cause));
        });
  }

  @Override
  public void onEnd(Runnable ended) {
    commands.endHandler(none -> ended.run());
    commands.exceptionHandler(lost -> ended.run());
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }

  /// A batch of which one command was refused tells no answers at all. All that is sent here may be
  /// repeated, and refusals are seldom, so a second turn finds them out.
  private Future<List<@Nullable Response>> oneByOne(List<Request> requests) {
    var answers = new ArrayList<Future<@Nullable Response>>(requests.size());
    for (Request request : requests) {
      answers.add(commands.send(request).recover(DriverConnection::told));
    }
    return inTime(Future.all(answers).map(all -> all.<@Nullable Response>list()));
  }

  private <T> Future<T> inTime(Future<T> answer) {
    return answer.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Future<@Nullable Response> told(Throwable cause) {
    return isTold(cause) ? Future.succeededFuture((Response) cause) : Future.failedFuture(cause);
  }

  /// Whether a server says so, rather than the connection being lost.
  private static boolean isTold(Throwable cause) {
    return cause instanceof Response answer
        && answer.type() == ResponseType.ERROR
        && !String.valueOf(cause.getMessage()).contains("CONNECTION_CLOSED");
  }
}
