package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;

/// A response to be sent.
///
/// @param retryAfter seconds that the client is asked to wait; 0 for nothing
/// @param close whether the connection ends with it
record Answer(int status, String contentType, JsonWriter body, int retryAfter, boolean close) {
  static final String JSON = "application/json";

  static Answer json(int status, JsonWriter body) {
    return new Answer(status, JSON, body, 0, false);
  }

  static Answer empty(int status) {
    return new Answer(status, "", new JsonWriter(16), 0, false);
  }

  Answer retriedAfter(int seconds) {
    return new Answer(status, contentType, body, seconds, close);
  }

  Answer closing() {
    return new Answer(status, contentType, body, retryAfter, true);
  }
}
