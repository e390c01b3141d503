package dev.penstock.ingress.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The description of the API, as it is shipped.
final class OpenApi {
  static final Answer ANSWER = Answer.text(200, Answer.JSON, read());

  private OpenApi() {}

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
