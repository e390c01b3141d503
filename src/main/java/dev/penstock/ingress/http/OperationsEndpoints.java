package dev.penstock.ingress.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Supplier;

/// What those ask for who run the service.
final class OperationsEndpoints {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private OperationsEndpoints() {}

  /// The health of the service: for a balancer with `/health` as Feast has it, for Kubernetes the
  /// other two.
  static Map<String, Endpoint> health(Health health) {
    return Map.of(
        "/health", Endpoint.get(exchange -> health.feast()),
        "/health/live", Endpoint.get(exchange -> Future.succeededFuture(Health.live())),
        "/health/ready", Endpoint.get(exchange -> health.ready()));
  }

  static Map<String, Endpoint> metrics(Vertx vertx, Supplier<String> text) {
    return Map.of(
        "/metrics",
        Endpoint.get(exchange ->
            BodyIntake.onWorker(vertx, () -> Answer.text(200, PROMETHEUS, text.get()))));
  }

  static Map<String, Endpoint> descriptions(Supplier<DefinitionsSnapshot> definitions) {
    return Map.of(
        "/definitions",
        Endpoint.get(exchange -> Future.succeededFuture(DefinitionsAnswers.of(definitions.get()))),
        "/openapi.json",
        Endpoint.getOrHead(exchange -> Future.succeededFuture(OpenApi.ANSWER)));
  }
}
