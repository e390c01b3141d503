package dev.penstock.ingress.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

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
    // HTTP/2 forbids the header, and clients refuse answers that have it; a stream ends by itself.
    boolean close = answer.close() && request.version() != HttpVersion.HTTP_2;
    if (close) {
      response.putHeader(HttpHeaders.CONNECTION, CLOSE);
    }
    Future<Void> sent = response.end(Buffer.buffer(answer.body().bytes()));
    if (close && !request.isEnded()) {
      Future<Void> _ = sent.eventually(() -> closed(request));
    }
  }

  /// The server waits for the rest of a body before it closes, which may never come. What the
  /// client is sending is still read for a moment, so that it gets to read the answer.
  private static Future<Void> closed(HttpServerRequest request) {
    return request.connection().shutdown(1, TimeUnit.SECONDS);
  }
}
