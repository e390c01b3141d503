package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Collects the bodies of requests, within bounds of size and time. One event loop's.
final class BodyCollector {
  /// What is refused is read on, up to this much, so that the client gets to read the answer.
  private static final long MOST_DISCARDED = 64L << 20;

  /// Never written to: the first part of a body takes its place.
  private static final Buffer NOTHING = Buffer.buffer(0);

  private final int maxBytes;
  private final Deadlines deadlines;

  BodyCollector(Vertx vertx, int maxBytes, Duration timeout) {
    this.maxBytes = maxBytes;
    this.deadlines = new Deadlines(vertx, timeout);
  }

  /// The body, as it was sent.
  ///
  /// - **Fails** with `TOO_LARGE`, `OVERLOADED`, or [LateBodyException].
  Future<byte[]> collect(HttpServerRequest request, Permit permit) {
    var collection = new Collection(request, permit);
    request.handler(collection::add);
    request.endHandler(end -> collection.end());
    request.exceptionHandler(broken -> collection.fail(new BrokenBodyException()));
    if (announced(request) > maxBytes) {
      collection.fail(tooLarge(maxBytes));
    } else {
      collection.watched = deadlines.watch(() -> collection.fail(new LateBodyException()));
      encourage(request);
    }
    return collection.body.future();
  }

  static PushException tooLarge(int maxBytes) {
    return new PushException(
        FailureKind.TOO_LARGE,
        "the body has more than "
            + maxBytes
            + " bytes (setting http.maxBodyBytes); send fewer rows at a time");
  }

  /// Who asked whether to send the body at all is told so only now: a refusal would have spared it.
  private static void encourage(HttpServerRequest request) {
    String expected = request.getHeader(HttpHeaders.EXPECT);
    if (expected != null && expected.strip().equalsIgnoreCase("100-continue")) {
      request.response().writeContinue();
    }
  }

  /// A body did not arrive in time.
  static final class LateBodyException extends RuntimeException {
    LateBodyException() {
      super("the body did not arrive in time (setting http.bodyTimeout)", null, false, false);
    }
  }

  /// The length that the request says to have; 0 when it says none, or none that is a number: what
  /// arrives is counted anyway.
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return 0;
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException noNumber) {
      return 0;
    }
  }

  /// The connection failed, or what was sent on it is no body: the client's doing, not a defect.
  static final class BrokenBodyException extends RuntimeException {
    BrokenBodyException() {
      super("the body did not arrive whole", null, false, false);
    }
  }

  private final class Collection {
    private final Promise<byte[]> body = Promise.promise();
    private final HttpServerRequest request;
    private final Permit permit;
    private Buffer collected = NOTHING;
    private long arrived;
    private boolean refused;
    private Deadlines.@Nullable Watched watched;

    Collection(HttpServerRequest request, Permit permit) {
      this.request = request;
      this.permit = permit;
    }

    void add(Buffer part) {
      arrived += part.length();
      if (!refused && arrived > maxBytes) {
        fail(tooLarge(maxBytes));
      }
      if (refused) {
        discard();
        return;
      }
      try {
        permit.grow(part.length());
      } catch (PushException overloaded) {
        fail(overloaded);
        return;
      }
      collected = arrived == part.length() ? part : collected.appendBuffer(part);
    }

    void end() {
      unwatch();
      if (!refused) {
        byte[] whole = collected.getBytes();
        collected = NOTHING;
        body.tryComplete(whole);
      }
    }

    private void unwatch() {
      if (watched != null) {
        watched.end();
      }
    }

    void fail(Throwable cause) {
      unwatch();
      refused = true;
      collected = NOTHING;
      body.tryFail(cause);
    }

    private void discard() {
      if (arrived > maxBytes + MOST_DISCARDED) {
        Responses.abandon(request);
      }
    }
  }
}
