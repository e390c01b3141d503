package dev.penstock.online.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One open connection to a server.
interface Connection {
  /// Sends commands with one write, and closes the connection when they are not answered in time,
  /// or cannot be.
  ///
  /// - **Fails** with a [dev.penstock.model.PushException] when the connection is lost.
  ///
  /// @return what the server answers to each; of type `ERROR` where it refuses
  Future<List<@Nullable Response>> send(List<Words> commands);

  /// Says when the connection is good for nothing any more.
  void onEnd(Runnable ended);

  Future<Void> close();
}
