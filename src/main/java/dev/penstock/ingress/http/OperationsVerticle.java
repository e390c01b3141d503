package dev.penstock.ingress.http;

import dev.penstock.ingress.http.HttpIngress.RequestListener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// Serves metrics and probes on a port of their own, until everything else has stopped.
public final class OperationsVerticle extends VerticleBase {
  private final String host;
  private final int port;
  private final Duration idleTimeout;
  private final Health health;
  private final Optional<Supplier<String>> metrics;
  private final RequestListener requests;
  private final IntConsumer served;
  private HttpServer server;

  /// @param metrics text of `/metrics`; empty when there is none
  /// @param served told of the port that is served
  public OperationsVerticle(
      String host,
      int port,
      Duration idleTimeout,
      Health health,
      Optional<Supplier<String>> metrics,
      RequestListener requests,
      IntConsumer served) {
    this.host = host;
    this.port = port;
    this.idleTimeout = idleTimeout;
    this.health = health;
    this.metrics = metrics;
    this.requests = requests;
    this.served = served;
  }

  @Override
  public Future<?> start() {
    var endpoints = new HashMap<>(OperationsEndpoints.health(health));
    metrics.ifPresent(text -> endpoints.putAll(OperationsEndpoints.metrics(vertx, text)));
    server =
        HttpListener.of(
            vertx, idleTimeout, new Router(endpoints, new HttpAnswers(false), requests));
    return HttpListener.listen(server, host, port).onSuccess(served::accept);
  }

  @Override
  public Future<?> stop() {
    return server.shutdown(1, TimeUnit.SECONDS);
  }
}
