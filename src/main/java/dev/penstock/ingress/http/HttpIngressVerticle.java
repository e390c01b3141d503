package dev.penstock.ingress.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// Serves the HTTP API (contract 1, and what Penstock adds to it). Instances share the port.
public final class HttpIngressVerticle extends VerticleBase {
  /// A free port, the same for all instances.
  private static final int SHARED = -1;

  private final HttpIngress ingress;
  private final IntConsumer port;
  private Router router;
  private HttpServer server;

  /// @param port told of the port that is served
  public HttpIngressVerticle(HttpIngress ingress, IntConsumer port) {
    this.ingress = ingress;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    var settings = ingress.settings();
    router =
        new Router(endpoints(), new HttpAnswers(settings.strictStatusCodes()), ingress.requests());
    server = HttpListener.of(vertx, settings.idleTimeout(), router);
    int wanted = settings.port() == 0 ? SHARED : settings.port();
    return HttpListener.listen(server, settings.host(), wanted).onSuccess(port::accept);
  }

  /// Takes no new push or read, and waits for those under way.
  @Override
  public Future<?> stop() {
    ingress.health().drain();
    long patience = ingress.settings().drainTimeout().toMillis();
    var timer = vertx.timer(patience, TimeUnit.MILLISECONDS);
    return Future.any(router.idle(), timer)
        .onComplete(done -> timer.cancel())
        .eventually(() -> server.shutdown(1, TimeUnit.SECONDS));
  }

  private Map<String, Endpoint> endpoints() {
    var intake = new BodyIntake(vertx, ingress);
    var bodies = new Bodies(ingress.settings());
    var endpoints = new HashMap<String, Endpoint>();
    endpoints.putAll(UnservedEndpoints.endpoints());
    endpoints.putAll(new PushEndpoints(ingress, intake, bodies).endpoints());
    endpoints.putAll(new ReadEndpoint(vertx, ingress, intake, bodies).endpoints());
    endpoints.putAll(new RetrievalEndpoint(vertx, ingress, intake, bodies).endpoints());
    endpoints.putAll(new MaterializeEndpoints(ingress, intake, bodies).endpoints());
    endpoints.putAll(new ReportEndpoints(ingress, intake, bodies).endpoints());
    endpoints.putAll(new JobEndpoints(ingress).endpoints());
    endpoints.putAll(new ScheduleEndpoints(ingress.schedules()).endpoints());
    endpoints.putAll(OperationsEndpoints.health(ingress.health()));
    endpoints.putAll(OperationsEndpoints.descriptions(ingress.definitions()));
    ingress.metrics().ifPresent(text -> endpoints.putAll(OperationsEndpoints.metrics(vertx, text)));
    return endpoints;
  }
}
