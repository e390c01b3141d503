package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/// A response to be sent.
///
/// @param retryAfter seconds that the client is asked to wait; 0 for nothing
/// @param close whether the connection ends with it
record Answer(int status, String contentType, JsonWriter body, int retryAfter, boolean close) {
  static final String JSON = "application/json";

  static Answer json(int status, JsonWriter body) {
    return new Answer(status, JSON, body, 0, false);
  }

  static Answer text(int status, String contentType, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    var out = new JsonWriter(utf8.length);
    out.raw(utf8, 0, utf8.length);
    return new Answer(status, contentType, out, 0, false);
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
