package dev.penstock.ingress.http;

import dev.penstock.ingress.http.BodyCollector.BrokenBodyException;
import dev.penstock.ingress.http.BodyCollector.LateBodyException;
import dev.penstock.ingress.http.HttpIngress.RequestListener;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.TimedIds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has every request answered by the endpoint of its path. One event loop's.
final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private static final int MOST_LOGGED = 120;

  private final Paths paths;
  private final HttpAnswers failures;
  private final RequestListener listener;
  private final TimedIds ids = new TimedIds();
  private final Promise<Void> idle = Promise.promise();
  private int inFlight;
  private boolean draining;

  /// @param endpoints by path, see [Paths]
  Router(Map<String, Endpoint> endpoints, HttpAnswers failures, RequestListener listener) {
    this.paths = new Paths(endpoints);
    this.failures = failures;
    this.listener = listener;
  }

  void receive(HttpServerRequest request) {
    String path = decoded(String.valueOf(request.path()));
    var found = paths.find(path);
    if (found.isEmpty()) {
      Responses.send(request, unknown(path));
      return;
    }
    var endpoint = found.get().endpoint();
    var handler = endpoint.of(request.method());
    if (handler.isEmpty()) {
      request.response().putHeader(HttpHeaders.ALLOW, endpoint.allowed());
      Responses.send(request, HttpAnswers.detail(405, "Method Not Allowed"));
      return;
    }
    inFlight++;
    var exchange = new Exchange(request, ids.next(), found.get().variable());
    Endpoint.handled(handler.get(), exchange)
        .onComplete(done -> {
          try {
            send(
                exchange,
                found.get().path(),
                done.succeeded() ? done.result() : refused(exchange, done.cause()));
          } finally {
            ended();
          }
        });
  }

  /// Succeeds once no request is under way any more.
  Future<Void> idle() {
    draining = true;
    if (inFlight == 0) {
      idle.tryComplete();
    }
    return idle.future();
  }

  private void send(Exchange exchange, String path, Answer answer) {
    Responses.send(exchange.request(), answer);
    var took = Duration.ofNanos(System.nanoTime() - exchange.begun());
    listener.answered(path, answer.status(), took);
  }

  private void ended() {
    inFlight--;
    if (draining && inFlight == 0) {
      idle.tryComplete();
    }
  }

  private Answer unknown(String path) {
    return path.endsWith("/") && paths.find(withoutSlashes(path)).isPresent()
        ? Answer.empty(307)
        : HttpAnswers.detail(404, "Not Found");
  }

  private static String withoutSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /// The path of a request; as it was sent where it is escaped wrongly, which is nobody's.
  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return path;
    }
  }

  private Answer refused(Exchange exchange, Throwable cause) {
    if (cause instanceof BrokenBodyException broken) {
      return HttpAnswers.detail(400, String.valueOf(broken.getMessage())).closing();
    }
    if (cause instanceof LateBodyException late) {
      return HttpAnswers.detail(408, String.valueOf(late.getMessage())).closing();
    }
    var failure = PushException.of(cause);
    LOG.atInfo()
        .addKeyValue("pushId", exchange.id())
        .addKeyValue("subject", HttpAnswers.cut(exchange.subject(), MOST_LOGGED))
        .addKeyValue("kind", failure.kind())
        .addKeyValue("reason", HttpAnswers.cut(String.valueOf(failure.getMessage()), MOST_LOGGED))
        .log("request refused");
    var answer = failures.failure(failure, exchange.id());
    return failure.kind() == FailureKind.TOO_LARGE ? answer.closing() : answer;
  }
}
