package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission;
import dev.penstock.ingress.Admission.Permit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

/// Lets requests with a body in, and has the work that comes of them done within bounds. One event
/// loop's.
final class BodyIntake {
  /// Work on more bytes is done by a worker: it would hold the event loop up.
  private static final int LARGE = 128 * 1024;

  private final Vertx vertx;
  private final HttpSettings settings;
  private final Admission admission;
  private final Health health;
  private final BodyCollector collector;

  BodyIntake(Vertx vertx, HttpIngress ingress) {
    this.vertx = vertx;
    this.settings = ingress.settings();
    this.admission = ingress.admission();
    this.health = ingress.health();
    this.collector = new BodyCollector(vertx, settings.maxBodyBytes(), settings.bodyTimeout());
  }

  /// Comes of a body that is there; the permit is given back once the answer is.
  interface Work {
    Future<Answer> with(byte[] body, Permit permit);
  }

  /// - **Fails** as [BodyCollector#collect] does, with `OVERLOADED` when too much is in flight, or
  ///   as the work does.
  Future<Answer> receive(HttpServerRequest request, Work work) {
    if (health.isDraining()) {
      return Future.succeededFuture(HttpAnswers.draining());
    }
    var encoding = encoding(request);
    boolean packed = encoding.equals("gzip");
    if (!packed && !encoding.equals("identity")) {
      return Future.succeededFuture(
          HttpAnswers.detail(
                  415,
                  "content encoding "
                      + HttpAnswers.cut(encoding, 100)
                      + " is not known; send gzip or nothing")
              .closing());
    }
    Permit permit = admission.enter();
    return collector
        .collect(request, permit)
        .compose(body -> packed ? unpacked(body, permit) : Future.succeededFuture(body))
        .compose(body -> {
          permit.grow((settings.bodiesInMemory() - 1) * (long) body.length);
          return work.with(body, permit);
        })
        .onComplete(done -> permit.leave());
  }

  /// Does small work at once, large work on a worker.
  ///
  /// @param bytes that the work goes over
  <T> Future<T> onFittingThread(long bytes, Callable<T> work) {
    if (bytes > LARGE) {
      return onWorker(vertx, work);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception failure) {
      return Future.failedFuture(failure);
    }
  }

  static <T> Future<T> onWorker(Vertx vertx, Callable<T> work) {
    return vertx.executeBlocking(work, false).map(Objects::requireNonNull);
  }

  private Future<byte[]> unpacked(byte[] packed, Permit permit) {
    return onWorker(vertx, () -> Gzip.unpack(packed, settings.maxBodyBytes(), permit));
  }

  private static String encoding(HttpServerRequest request) {
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    return encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
  }
}
