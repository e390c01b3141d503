package dev.penstock.ingress.http;

import dev.penstock.ingress.Admission.Permit;
import dev.penstock.ingress.http.BodyCollector.BrokenBodyException;
import dev.penstock.ingress.http.BodyCollector.LateBodyException;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the HTTP API (contract 1, and what Penstock adds to it). Instances share the port.
public final class HttpIngressVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(HttpIngressVerticle.class);

  /// A body of more bytes is parsed and planned by a worker: it would hold the event loop up.
  private static final int LARGE = 128 * 1024;

  private static final int MOST_LOGGED = 120;

  private final HttpIngress ingress;
  private final IntConsumer port;
  private final Bodies bodies;
  private final HttpAnswers failures;
  private final ReadAnswers reads;
  private final PushIds ids = new PushIds();
  private final Map<String, Endpoint> endpoints;
  private final Promise<Void> idle = Promise.promise();
  private BodyCollector collector;
  private HttpServer server;
  private int inFlight;
  private boolean draining;

  /// @param method the one method of the path
  private record Endpoint(HttpMethod method, Handler handler) {}

  private interface Handler {
    Future<Answer> handle(HttpServerRequest request, String id);
  }

  /// @param port told of the port that is served
  public HttpIngressVerticle(HttpIngress ingress, IntConsumer port) {
    this.ingress = ingress;
    this.port = port;
    this.bodies = new Bodies(ingress.settings());
    this.failures = new HttpAnswers(ingress.settings().strictStatusCodes());
    this.reads = new ReadAnswers(ingress.nonFinite());
    this.endpoints = endpoints();
  }

  @Override
  public Future<?> start() {
    var settings = ingress.settings();
    collector = new BodyCollector(vertx, settings.maxBodyBytes(), settings.bodyTimeout());
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHandle100ContinueAutomatically(true)
                    .setTcpNoDelay(true)
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setIdleTimeout((int) settings.idleTimeout().toMillis()))
            .requestHandler(this::receive)
            .invalidRequestHandler(Responses::refuseMalformed);
    // To Vert.x, a negative port is a free one that all instances share.
    return server
        .listen(settings.port() == 0 ? -1 : settings.port(), settings.host())
        .onSuccess(listening -> port.accept(listening.actualPort()));
  }

  @Override
  public Future<?> stop() {
    draining = true;
    if (inFlight == 0) {
      idle.tryComplete();
    }
    long patience = ingress.settings().drainTimeout().toMillis();
    var timer = vertx.timer(patience, TimeUnit.MILLISECONDS);
    return Future.any(idle.future(), timer)
        .onComplete(done -> timer.cancel())
        .eventually(() -> server.shutdown(1, TimeUnit.SECONDS));
  }

  private Map<String, Endpoint> endpoints() {
    return Map.ofEntries(
        Map.entry("/push", new Endpoint(HttpMethod.POST, this::push)),
        Map.entry("/write-to-online-store", new Endpoint(HttpMethod.POST, this::write)),
        Map.entry("/get-online-features", new Endpoint(HttpMethod.POST, this::read)),
        Map.entry(
            "/health",
            new Endpoint(HttpMethod.GET, (request, id) -> ingress.health().feast(draining))),
        Map.entry(
            "/health/live",
            new Endpoint(HttpMethod.GET, (request, id) -> Future.succeededFuture(Health.live()))),
        Map.entry(
            "/health/ready",
            new Endpoint(HttpMethod.GET, (request, id) -> ingress.health().ready(draining))),
        Map.entry(
            "/definitions",
            new Endpoint(
                HttpMethod.GET,
                (request, id) ->
                    Future.succeededFuture(DefinitionsAnswers.of(ingress.definitions().get())))),
        Map.entry("/metrics", new Endpoint(HttpMethod.GET, this::metrics)),
        Map.entry(
            "/openapi.json",
            new Endpoint(HttpMethod.GET, (request, id) -> Future.succeededFuture(OpenApi.ANSWER))));
  }

  private void receive(HttpServerRequest request) {
    long begun = System.nanoTime();
    String path = String.valueOf(request.path());
    var endpoint = endpoints.get(path);
    if (endpoint == null) {
      Responses.send(request, unknown(path));
      return;
    }
    if (!endpoint.method().equals(request.method())) {
      request.response().putHeader(HttpHeaders.ALLOW, endpoint.method().name());
      Responses.send(request, HttpAnswers.detail(405, "Method Not Allowed"));
      return;
    }
    String id = ids.next();
    inFlight++;
    handled(endpoint, request, id)
        .onComplete(done -> {
          var answer = done.succeeded() ? done.result() : refused(done.cause(), id);
          Responses.send(request, answer);
          ingress
              .requests()
              .answered(path, answer.status(), Duration.ofNanos(System.nanoTime() - begun));
          ended();
        });
  }

  private static Future<Answer> handled(Endpoint endpoint, HttpServerRequest request, String id) {
    try {
      return endpoint.handler().handle(request, id);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private void ended() {
    inFlight--;
    if (draining && inFlight == 0) {
      idle.tryComplete();
    }
  }

  private Answer unknown(String path) {
    boolean slashed = path.length() > 1 && path.endsWith("/");
    if (slashed && endpoints.containsKey(path.substring(0, path.length() - 1))) {
      return Answer.empty(307);
    }
    return HttpAnswers.detail(404, "Not Found");
  }

  private Future<Answer> push(HttpServerRequest request, String id) {
    var handling = Preferences.handling(request);
    return store(request, id, body -> bodies.push(body, id, handling));
  }

  private Future<Answer> write(HttpServerRequest request, String id) {
    var handling = Preferences.handling(request);
    return store(request, id, body -> bodies.write(body, id, handling));
  }

  private interface Parser<T> {
    T parse(byte[] body);
  }

  private Future<Answer> store(HttpServerRequest request, String id, Parser<PushRequest> parser) {
    return withBody(
        request,
        body ->
            onFittingThread(body.length, () -> planned(parser.parse(body)))
                .compose(plan -> ingress.pushes().write(plan))
                .map(outcome -> logged(outcome, id)));
  }

  private PushPlan planned(PushRequest push) {
    try {
      return ingress.planner().apply(push);
    } catch (InvalidRequestException refusal) {
      ingress.listener().refused(push, refusal);
      throw refusal;
    }
  }

  private static Answer logged(PushOutcome outcome, String id) {
    var request = outcome.plan().request();
    var event = outcome.stored() ? LOG.atDebug() : LOG.atWarn();
    event
        .addKeyValue("pushId", id)
        .addKeyValue("source", request.target().name())
        .addKeyValue("rows", outcome.plan().rows())
        .log(outcome.stored() ? "push stored" : "push not stored everywhere");
    return PushAnswers.of(outcome);
  }

  private Future<Answer> read(HttpServerRequest request, String id) {
    var statuses = Preferences.statuses(request);
    return withBody(
        request,
        body ->
            onFittingThread(body.length, () -> bodies.read(body, statuses))
                .compose(ingress.reads())
                .compose(answer ->
                    onFittingThread(
                        answer.rows() * answer.columns().size() * 32, () -> reads.of(answer))));
  }

  private interface Work {
    Future<Answer> with(byte[] body);
  }

  private Future<Answer> withBody(HttpServerRequest request, Work work) {
    if (draining) {
      return Future.succeededFuture(HttpAnswers.draining());
    }
    var encoding = encoding(request);
    if (!encoding.equals("identity") && !encoding.equals("gzip")) {
      return Future.succeededFuture(
          HttpAnswers.detail(
                  415, "content encoding " + encoding + " is not known; send gzip or nothing")
              .closing());
    }
    Permit permit = ingress.admission().enter();
    return collector
        .collect(request, permit)
        .compose(
            body -> encoding.equals("gzip") ? unpacked(body, permit) : Future.succeededFuture(body))
        .compose(work::with)
        .onComplete(done -> permit.leave());
  }

  private Future<byte[]> unpacked(byte[] packed, Permit permit) {
    int most = ingress.settings().maxBodyBytes();
    return vertx
        .executeBlocking(() -> Gzip.unpack(packed, most, permit), false)
        .map(Objects::requireNonNull);
  }

  /// Small work is done at once, large work by a worker.
  private <T> Future<T> onFittingThread(int size, Callable<T> work) {
    if (size > LARGE) {
      return vertx.executeBlocking(work, false).map(Objects::requireNonNull);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception failure) {
      return Future.failedFuture(failure);
    }
  }

  private Future<Answer> metrics(HttpServerRequest request, String id) {
    return ingress
        .metrics()
        .map(text ->
            onFittingThread(
                Integer.MAX_VALUE,
                () -> OpenApi.text("text/plain; version=0.0.4; charset=utf-8", text.get())))
        .orElse(Future.succeededFuture(HttpAnswers.detail(404, "Not Found")));
  }

  private Answer refused(Throwable cause, String id) {
    if (cause instanceof BrokenBodyException broken) {
      return HttpAnswers.detail(400, String.valueOf(broken.getMessage())).closing();
    }
    if (cause instanceof LateBodyException late) {
      return HttpAnswers.detail(408, String.valueOf(late.getMessage())).closing();
    }
    var failure = PushException.of(cause);
    LOG.atInfo()
        .addKeyValue("pushId", id)
        .addKeyValue("kind", failure.kind())
        .addKeyValue("reason", beginning(String.valueOf(failure.getMessage())))
        .log("request refused");
    var answer = failures.failure(failure, id);
    return failure.kind() == FailureKind.TOO_LARGE ? answer.closing() : answer;
  }

  /// Messages name columns and types, never values, so that none gets into the log.
  private static String beginning(String message) {
    return message.length() > MOST_LOGGED ? message.substring(0, MOST_LOGGED) + "…" : message;
  }

  private static String encoding(HttpServerRequest request) {
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    return encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
  }
}
