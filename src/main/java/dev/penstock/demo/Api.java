package dev.penstock.demo;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The HTTP API, as the demo calls it. Awaits, so it is for virtual threads.
final class Api {
  private static final int MOST_TRIES = 20;
  private static final int PATIENCE_SECONDS = 60;

  private final Vertx vertx;
  private final HttpClient client;
  private final String host;
  private final int port;

  Api(Vertx vertx, String host, int port) {
    this.vertx = vertx;
    this.client = vertx.createHttpClient();
    this.host = host;
    this.port = port;
  }

  /// Posts a body, again while the service says that it is busy and did nothing. A push that was
  /// stored in parts is not repeated: that would append to the history twice.
  ///
  /// - **Fails** with `UNAVAILABLE` for every answer but 200.
  JsonObject post(String path, Buffer body) {
    for (int tries = 1; ; tries++) {
      var reply = send(HttpMethod.POST, path, body);
      if (reply.status() == 200) {
        return reply.body().toJsonObject();
      }
      if (!reply.didNothing() || tries == MOST_TRIES) {
        throw new PushException(
            FailureKind.UNAVAILABLE,
            "POST %s was answered %d: %s".formatted(path, reply.status(), reply.body()));
      }
      var _ = vertx.timer(reply.pauseMillis()).await();
    }
  }

  /// What is shown there.
  ///
  /// - **Fails** with `UNAVAILABLE` for every answer but 200.
  String get(String path) {
    var reply = send(HttpMethod.GET, path, Buffer.buffer());
    if (reply.status() != 200) {
      throw new PushException(
          FailureKind.UNAVAILABLE,
          "GET %s was answered %d: %s".formatted(path, reply.status(), reply.body()));
    }
    return reply.body().toString();
  }

  private record Reply(int status, long pauseMillis, Buffer body) {
    static Reply of(HttpClientResponse response, Buffer body) {
      String seconds = response.getHeader("Retry-After");
      long millis = seconds == null ? 1_000 : Math.max(1, 1_000 * Long.parseLong(seconds));
      return new Reply(response.statusCode(), millis, body);
    }

    /// Overloaded, or draining. A 503 that tells of targets comes after writing.
    boolean didNothing() {
      return status == 429 || (status == 503 && !body.toJsonObject().containsKey("push_id"));
    }
  }

  private Reply send(HttpMethod method, String path, Buffer body) {
    var sent = client.request(method, port, host, path).compose(request -> exchange(request, body));
    try {
      return sent.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new PushException(
          FailureKind.UNAVAILABLE, "%s %s was not answered".formatted(method, path));
    }
  }

  /// All of it on the event loop of the connection: a body that is asked for a moment after its
  /// response has arrived may be gone, and the wait for it would not end.
  private static Future<Reply> exchange(HttpClientRequest request, Buffer body) {
    return request
        .putHeader("Content-Type", "application/json")
        .send(body)
        .compose(response -> response.body().map(read -> Reply.of(response, read)));
  }
}
