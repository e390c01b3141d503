package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.HttpConfig;
import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.ingress.http.HttpSettings;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.plan.PlanSettings;
import dev.penstock.plan.TimeUnitOfIntegers;
import java.time.InstantSource;

/// Hands each part what the configuration says for it, in the part's own terms.
final class Settings {
  private Settings() {}

  static HttpSettings http(Config config) {
    var http = config.http();
    return new HttpSettings(
        http.host(),
        http.port(),
        Math.toIntExact(http.maxBodyBytes()),
        HttpConfig.BODIES_IN_MEMORY,
        http.maxRows(),
        http.maxDepth(),
        http.idleTimeout(),
        http.bodyTimeout(),
        http.storeTimeout(),
        http.drainTimeout(),
        config.push().strictStatusCodes());
  }

  static PlanSettings plan(Config config, InstantSource clock) {
    var unit =
        switch (config.push().integerTimeUnit()) {
          case NANOSECONDS -> TimeUnitOfIntegers.NANOSECONDS;
          case MICROSECONDS -> TimeUnitOfIntegers.MICROSECONDS;
          case MILLISECONDS -> TimeUnitOfIntegers.MILLISECONDS;
          case SECONDS -> TimeUnitOfIntegers.SECONDS;
        };
    return new PlanSettings(unit, clock);
  }

  static StatusMode statuses(Config config) {
    return switch (config.read().statusMode()) {
      case STRICT -> StatusMode.STRICT;
      case FEAST_PYTHON -> StatusMode.FEAST_PYTHON;
    };
  }

  static NonFinite nonFinite(Config config) {
    return switch (config.serving().nonFinite()) {
      case TEXT -> NonFinite.TEXT;
      case NULL -> NonFinite.NULL;
      case FAIL -> NonFinite.FAIL;
    };
  }
}
