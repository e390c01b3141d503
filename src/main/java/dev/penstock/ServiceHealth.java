package dev.penstock;

import dev.penstock.ingress.http.Health;
import dev.penstock.ingress.http.Health.Check;
import dev.penstock.registry.DefinitionsHolder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// What the service needs to work, as probes see it.
record ServiceHealth(
    Vertx vertx, Stores stores, DefinitionsHolder definitions, InstantSource clock) {
  Health health() {
    var online = new StoreProbe(vertx, stores.online()::check, System::nanoTime);
    var offline = new StoreProbe(vertx, stores.offline()::check, System::nanoTime);
    return new Health(
        List.of(
            new Check("online store", online::detail),
            new Check("offline store", offline::detail),
            new Check("definitions", () -> Future.succeededFuture(definitionsDetail()))));
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
