package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection for wide answers and many rows. The driver makes three objects and a copy of each
/// field; this one makes one array of each answer, and few of all that is sent, on its own event
/// loop.
final class RespConnection implements Connection {
  private final String name;
  private final Vertx vertx;
  private final Context context;
  private final NetClient client;
  private final NetSocket socket;
  private final Duration timeout;
  private final int mostWaiting;

  // All that follows belongs to the context.
  private final ArrayDeque<Pipeline> waiting = new ArrayDeque<>();
  private int commandsWaiting;
  private @Nullable PushException failure;
  private Runnable ended = () -> {};

  /// @param context of the socket
  /// @param client of this socket only, closed with it
  /// @param mostWaiting commands without an answer
  RespConnection(
      String name,
      Vertx vertx,
      Context context,
      NetClient client,
      NetSocket socket,
      Duration timeout,
      int mostWaiting) {
    this.name = name;
    this.vertx = vertx;
    this.context = context;
    this.client = client;
    this.socket = socket;
    this.timeout = timeout;
    this.mostWaiting = mostWaiting;
    var reader = new RespReader(name, RespReader.MOST_BYTES, this::take);
    socket
        .handler(piece -> read(reader, piece))
        .exceptionHandler(this::fail)
        .closeHandler(none ->
            fail(new PushException(FailureKind.UNAVAILABLE, name + " has closed the connection")));
  }

  /// Commands that were sent together, and what has been answered so far.
  private static final class Pipeline {
    private final Promise<List<@Nullable Response>> promise = Promise.promise();
    private final @Nullable Response[] answers;
    private int answered;
    private long timer;

    Pipeline(int commands) {
      answers = new @Nullable Response[commands];
    }

    boolean isWhole() {
      return answered == answers.length;
    }
  }

  @Override
  public Future<List<@Nullable Response>> send(List<Words> commands) {
    var pipeline = new Pipeline(commands.size());
    var bytes = Words.encoded(commands);
    context.runOnContext(turn -> send(pipeline, bytes));
    return pipeline.promise.future();
  }

  @Override
  public void onEnd(Runnable handler) {
    context.runOnContext(turn -> {
      ended = handler;
      if (failure != null) {
        handler.run();
      }
    });
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }

  private void send(Pipeline pipeline, List<Buffer> bytes) {
    int commands = pipeline.answers.length;
    if (failure != null) {
      pipeline.promise.fail(failure);
    } else if (pipeline.isWhole()) {
      pipeline.promise.complete(List.of());
    } else if (commandsWaiting + commands > mostWaiting) {
      pipeline.promise.fail(
          new PushException(
              FailureKind.OVERLOADED, name + " has too many commands waiting, try again later"));
    } else {
      waiting.add(pipeline);
      commandsWaiting += commands;
      pipeline.timer = vertx.setTimer(timeout.toMillis(), turn -> fail(late()));
      bytes.forEach(piece -> socket.write(piece).onFailure(this::fail));
    }
  }

  private void read(RespReader reader, Buffer piece) {
    if (failure != null) {
      return;
    }
    try {
      reader.read(piece);
    } catch (RuntimeException unreadable) {
      fail(unreadable);
    }
  }

  private void take(@Nullable Response answer) {
    Pipeline first = waiting.peek();
    if (first == null) {
      throw unasked(answer);
    }
    first.answers[first.answered++] = answer;
    commandsWaiting--;
    if (first.isWhole()) {
      waiting.remove();
      vertx.cancelTimer(first.timer);
      first.promise.complete(Arrays.asList(first.answers));
    }
  }

  /// The connection is given up. The commands whose answer was next know why; those behind them
  /// know that it was lost.
  private void fail(Throwable cause) {
    if (failure != null) {
      return;
    }
    PushException known = RedisFailures.lost(name, cause);
    failure =
        waiting.isEmpty()
            ? known
            : new PushException(
                FailureKind.UNAVAILABLE, name + " was lost: " + known.getMessage(), known);
    var _ = client.close();
    Throwable told = known;
    for (Pipeline pipeline : List.copyOf(waiting)) {
      vertx.cancelTimer(pipeline.timer);
      pipeline.promise.fail(told);
      told = failure;
    }
    waiting.clear();
    ended.run();
  }

  private PushException late() {
    return new PushException(
        FailureKind.TIMEOUT, name + " has not answered within " + timeout.toMillis() + " ms");
  }

  /// A server that has no room for a connection says so before it is asked anything.
  private PushException unasked(@Nullable Response answer) {
    return answer != null && answer.type() == ResponseType.ERROR
        ? RedisFailures.told(name, answer.toString())
        : new PushException(
            FailureKind.UNAVAILABLE,
            name + " does not answer as Redis does: nobody has asked for this");
  }
}
