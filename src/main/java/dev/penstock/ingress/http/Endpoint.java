package dev.penstock.ingress.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;

/// What serves a path.
///
/// @param methods those of the path; any other is refused
record Endpoint(List<HttpMethod> methods, Handler handler) {
  Endpoint {
    methods = List.copyOf(methods);
  }

  /// Answers a request. A failure, thrown or in the future, is answered by its kind.
  interface Handler {
    Future<Answer> handle(Exchange exchange);
  }

  static Endpoint get(Handler handler) {
    return new Endpoint(List.of(HttpMethod.GET), handler);
  }

  /// Answers a request for the headers alone likewise.
  static Endpoint getOrHead(Handler handler) {
    return new Endpoint(List.of(HttpMethod.GET, HttpMethod.HEAD), handler);
  }

  static Endpoint post(Handler handler) {
    return new Endpoint(List.of(HttpMethod.POST), handler);
  }

  /// The methods, as the header `Allow` names them.
  String allowed() {
    return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
  }

  Future<Answer> handled(Exchange exchange) {
    try {
      return handler.handle(exchange);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
