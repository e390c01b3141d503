package dev.penstock.ingress.http;

import io.vertx.core.http.HttpServerRequest;

/// One request under way. Used by one thread at a time.
final class Exchange {
  private final HttpServerRequest request;
  private final String id;
  private final long begun = System.nanoTime();
  private String subject = "";

  /// @param id names the request in the log and, for a push, in the answer
  Exchange(HttpServerRequest request, String id) {
    this.request = request;
    this.id = id;
  }

  HttpServerRequest request() {
    return request;
  }

  String id() {
    return id;
  }

  long begun() {
    return begun;
  }

  /// The push source, view or feature service that the request is about, for the log.
  void subject(String name) {
    subject = name;
  }

  /// Empty as long as nobody knows.
  String subject() {
    return subject;
  }
}
