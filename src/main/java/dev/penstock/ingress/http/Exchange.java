package dev.penstock.ingress.http;

import io.vertx.core.http.HttpServerRequest;

/// One request under way. Used by one thread at a time.
final class Exchange {
  private final HttpServerRequest request;
  private final String id;
  private final String variable;
  private final long begun = System.nanoTime();
  private String subject = "";

  /// @param id names the request in the log and, for a push, in the answer
  /// @param variable the variable part of the path; empty without one
  Exchange(HttpServerRequest request, String id, String variable) {
    this.request = request;
    this.id = id;
    this.variable = variable;
  }

  HttpServerRequest request() {
    return request;
  }

  String id() {
    return id;
  }

  /// The variable part of the path.
  String variable() {
    return variable;
  }

  long begun() {
    return begun;
  }

  /// The push source, view, feature service or topic that the request is about, for the log.
  void subject(String name) {
    subject = name;
  }

  /// Empty as long as nobody knows.
  String subject() {
    return subject;
  }
}
