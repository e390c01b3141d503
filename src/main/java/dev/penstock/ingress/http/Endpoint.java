package dev.penstock.ingress.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/// What serves a path.
///
/// @param method the one method of the path
record Endpoint(HttpMethod method, Handler handler) {

  /// Answers a request. A failure, thrown or in the future, is answered by its kind.
  interface Handler {
    Future<Answer> handle(Exchange exchange);
  }

  static Endpoint get(Handler handler) {
    return new Endpoint(HttpMethod.GET, handler);
  }

  static Endpoint post(Handler handler) {
    return new Endpoint(HttpMethod.POST, handler);
  }

  Future<Answer> handled(Exchange exchange) {
    try {
      return handler.handle(exchange);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
