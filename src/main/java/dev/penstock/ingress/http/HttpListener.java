package dev.penstock.ingress.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How Penstock listens for HTTP, whatever it serves.
final class HttpListener {
  private HttpListener() {}

  static HttpServer of(Vertx vertx, Duration idleTimeout, Router router) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(idleTimeout.toMillis())))
        .requestHandler(router::receive)
        .invalidRequestHandler(Responses::refuseMalformed);
  }

  /// Starts to serve.
  ///
  /// @param port 0 for any free one, negative for a free one that all who name the same share
  /// @return the port that is served
  static Future<Integer> listen(HttpServer server, String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }
}
