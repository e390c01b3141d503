package dev.penstock;

import dev.penstock.ingress.http.Health;
import dev.penstock.ingress.http.Health.Check;
import dev.penstock.ingress.kafka.KafkaState;
import dev.penstock.registry.DefinitionsHolder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;

/// What the service needs to work, as probes see it.
record ServiceHealth(
    Vertx vertx,
    Stores stores,
    DefinitionsHolder definitions,
    Optional<KafkaState> kafka,
    InstantSource clock) {
  Health health() {
    var online = new StoreProbe(vertx, stores.online()::check, System::nanoTime);
    var offline = new StoreProbe(vertx, stores.offline()::check, System::nanoTime);
    var checks = new ArrayList<Check>();
    checks.add(new Check("online store", online::detail));
    checks.add(new Check("offline store", offline::detail));
    checks.add(new Check("definitions", () -> Future.succeededFuture(definitionsDetail())));
    kafka.ifPresent(state -> checks.add(new Check("Kafka", () -> kafkaDetail(state))));
    return new Health(checks);
  }

  /// Pushes over HTTP and reads do not need Kafka: its trouble is told, and nobody is sent away.
  private static Future<String> kafkaDetail(KafkaState state) {
    return Future.succeededFuture(state.trouble().orElse("consumed"));
  }

  /// A failed reload is told, but what runs goes on.
  private String definitionsDetail() {
    var loaded = definitions.loaded();
    String age =
        "version %d, loaded %d s ago"
            .formatted(
                loaded.version(), Duration.between(loaded.at(), clock.instant()).toSeconds());
    return definitions
        .lastFailure()
        .map(failure -> age + "; the last reload failed: " + failure.reason())
        .orElse(age);
  }
}
