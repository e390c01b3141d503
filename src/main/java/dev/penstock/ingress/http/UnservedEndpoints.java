package dev.penstock.ingress.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/// Paths of Feast's server that Penstock does not serve. They are known, so that a wrong method is
/// told apart from a path that is nowhere, and the answer says what is missing.
final class UnservedEndpoints {
  private static final Endpoint.Handler VECTORS =
      unserved("vector search is not served; /get-online-features reads vectors by key");
  private static final Endpoint.Handler PAGES =
      unserved("there are no pages for browsers; /openapi.json describes the API");

  private UnservedEndpoints() {}

  static Map<String, Endpoint> endpoints() {
    return Map.of(
        "/search", Endpoint.post(VECTORS),
        "/retrieve-online-documents", Endpoint.post(VECTORS),
        "/v1/vector_stores", Endpoint.get(VECTORS),
        "/docs", Endpoint.getOrHead(PAGES),
        "/docs/oauth2-redirect", Endpoint.getOrHead(PAGES),
        "/redoc", Endpoint.getOrHead(PAGES),
        "/chat", Endpoint.get(PAGES).and(HttpMethod.POST, PAGES));
  }

  private static Endpoint.Handler unserved(String message) {
    return exchange -> Future.succeededFuture(HttpAnswers.detail(404, message));
  }
}
