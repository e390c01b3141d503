package dev.penstock.ingress.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/// Sends answers.
final class Responses {
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
  private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

  private Responses() {}

  static void refuseMalformed(HttpServerRequest request) {
    send(request, HttpAnswers.detail(400, "the request is no HTTP that is understood").closing());
  }

  static void send(HttpServerRequest request, Answer answer) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    if (answer.status() == 307) {
      String path = String.valueOf(request.path());
      response.putHeader(HttpHeaders.LOCATION, path.substring(0, path.length() - 1));
    }
    if (!answer.contentType().isEmpty()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
    }
    if (answer.retryAfter() > 0) {
      response.putHeader(RETRY_AFTER, Integer.toString(answer.retryAfter()));
    }
    if (answer.close()) {
      response.putHeader(HttpHeaders.CONNECTION, CLOSE);
    }
    var sent = response.end(Buffer.buffer(answer.body().bytes()));
    if (answer.status() == 408) {
      // The rest of the request may never come, and the header alone would have it waited for.
      sent.onComplete(done -> request.connection().close());
    }
  }
}
