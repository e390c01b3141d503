package dev.penstock.ingress.http;

import static java.util.Objects.requireNonNull;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.regex.Pattern;

/// Sends answers.
final class Responses {
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
  private static final Pattern SLASHES = Pattern.compile("(?:/|%2[fF])++$");
  private static final int TOO_LARGE = 413;
  private static final long PATIENCE_MILLIS = 1_000;
  private static final long PATIENCE_WITH_LARGE_MILLIS = 10_000;

  // Codes of HTTP/2 (RFC 9113, section 7).
  private static final long NO_ERROR = 0;
  private static final long ENHANCE_YOUR_CALM = 0xB;

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
    if (response.ended() || response.closed() || response.headWritten()) {
      // Also of an answer that was broken off nothing more can be said.
      return;
    }
    response.setStatusCode(answer.status());
    if (answer.status() == 307) {
      response.putHeader(HttpHeaders.LOCATION, withoutSlash(request));
    }
    if (!answer.contentType().isEmpty()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
    }
    if (answer.retryAfter() > 0) {
      response.putHeader(RETRY_AFTER, Integer.toString(answer.retryAfter()));
    }
    // HTTP/2 forbids the header, and clients refuse answers that have it.
    if (answer.close() && request.version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaders.CONNECTION, CLOSE);
    }
    Future<Void> sent = response.end(buffer(answer.body()));
    if (answer.close() && !request.isEnded()) {
      Future<Void> _ = sent.onComplete(done -> closeSoon(request, answer.status()));
    }
  }

  /// Why an answer is not sent whole: no defect where the client has gone. A write may find that
  /// out before the response knows it.
  static Throwable brokenOff(HttpServerResponse response, Throwable failure) {
    if (failure instanceof PushException) {
      return failure;
    }
    boolean gone =
        response.closed()
            || (failure instanceof IOException && !(failure instanceof FileSystemException));
    return gone
        ? new PushException(FailureKind.UNAVAILABLE, "the client has gone", failure)
        : failure;
  }

  /// Ends a request that goes on and on, without a word.
  static void abandon(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      // Only this stream: others share the connection.
      Future<Void> _ = request.response().reset(ENHANCE_YOUR_CALM);
    } else {
      Future<Void> _ = request.connection().close();
    }
  }

  /// The bytes where they were written, which is not written to any more: they can be many.
  static Buffer buffer(JsonWriter out) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(out.array(), 0, out.length()));
  }

  private static String withoutSlash(HttpServerRequest request) {
    String target = SLASHES.matcher(String.valueOf(request.path())).replaceFirst("");
    String query = request.query();
    return query == null ? target : target + '?' + query;
  }

  /// The server closes once the rest of the body is there, which may never be. Until then it is
  /// read on: a client that has something to send does not look for an answer.
  private static void closeSoon(HttpServerRequest request, int status) {
    if (request.version() == HttpVersion.HTTP_2) {
      Future<Void> _ = request.response().reset(NO_ERROR);
      return;
    }
    var connection = request.connection();
    // Not null: whoever handles a request is on its event loop.
    var vertx = requireNonNull(Vertx.currentContext()).owner();
    long patience = status == TOO_LARGE ? PATIENCE_WITH_LARGE_MILLIS : PATIENCE_MILLIS;
    long timer =
        vertx.setTimer(
            patience,
            late -> {
              Future<Void> _ = connection.close();
            });
    var _ = connection.closeHandler(closed -> vertx.cancelTimer(timer));
  }
}
