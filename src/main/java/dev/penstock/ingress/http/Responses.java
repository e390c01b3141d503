package dev.penstock.ingress.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/// Sends answers.
final class Responses {
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
  private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

  private Responses() {}

  static void refuseMalformed(HttpServerRequest request) {
    var cause = request.decoderResult().cause();
    var answer =
        switch (cause) {
          case TooLongHttpHeaderException _ -> HttpAnswers.detail(431, "the headers are too long");
          case TooLongHttpLineException _ ->
              HttpAnswers.detail(414, "the request line is too long");
          case null, default ->
              HttpAnswers.detail(400, "the request is no HTTP that is understood");
        };
    send(request, answer.closing());
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
    if (answer.close() && request.version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaders.CONNECTION, CLOSE);
    }
    var sent = response.end(Buffer.buffer(answer.body().bytes()));
    if (answer.status() == 408) {
      // The rest of the request may never come, and the header alone would have it waited for.
      sent.onComplete(done -> request.connection().close());
    }
  }
}
