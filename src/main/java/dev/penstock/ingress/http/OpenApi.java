package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The description of the API, as it is shipped.
final class OpenApi {
  static final Answer ANSWER = text(Answer.JSON, read());

  private OpenApi() {}

  static Answer text(String contentType, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    var out = new JsonWriter(utf8.length);
    out.raw(utf8, 0, utf8.length);
    return new Answer(200, contentType, out, 0, false);
  }

  private static String read() {
    try (var in = OpenApi.class.getResourceAsStream("/openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
