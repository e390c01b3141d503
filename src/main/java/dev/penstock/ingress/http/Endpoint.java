package dev.penstock.ingress.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What serves a path.
///
/// @param handlers by the methods of the path
record Endpoint(Map<HttpMethod, Handler> handlers) {
  Endpoint {
    handlers = Map.copyOf(handlers);
  }

  /// Answers a request. A failure, thrown or in the future, is answered by its kind.
  interface Handler {
    Future<Answer> handle(Exchange exchange);
  }

  static Endpoint get(Handler handler) {
    return new Endpoint(Map.of(HttpMethod.GET, handler));
  }

  /// Answers a request for the headers alone likewise.
  static Endpoint getOrHead(Handler handler) {
    return get(handler).and(HttpMethod.HEAD, handler);
  }

  static Endpoint post(Handler handler) {
    return new Endpoint(Map.of(HttpMethod.POST, handler));
  }

  /// The same with another method.
  Endpoint and(HttpMethod method, Handler handler) {
    var more = new HashMap<>(handlers);
    more.put(method, handler);
    return new Endpoint(more);
  }

  Optional<Handler> of(HttpMethod method) {
    return Optional.ofNullable(handlers.get(method));
  }

  /// The methods, as the header `Allow` tells them.
  String allowed() {
    return handlers.keySet().stream()
        .map(HttpMethod::name)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  static Future<Answer> handled(Handler handler, Exchange exchange) {
    try {
      return handler.handle(exchange);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
