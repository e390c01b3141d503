package dev.penstock;

import dev.penstock.config.Config;
import dev.penstock.config.HttpConfig;
import dev.penstock.config.OnlineConfig;
import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.ingress.http.HttpSettings;
import dev.penstock.model.ReadRequest.StatusMode;
import dev.penstock.plan.PlanSettings;
import dev.penstock.plan.TimeConverter;
import dev.penstock.plan.TimeParser;
import dev.penstock.plan.TimeUnitOfIntegers;
import dev.penstock.registry.DefinitionsHolder;
import dev.penstock.serving.HistoricalFeatures;
import dev.penstock.serving.Statuses;
import dev.penstock.serving.WriteKeyEncoding;
import dev.penstock.table.SizeLimit;
import dev.penstock.table.TemporaryFiles;
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

  static Statuses statuses(Config config) {
    var byDefault =
        switch (config.read().statusMode()) {
          case AUTO, STRICT -> StatusMode.STRICT;
          case FEAST_PYTHON -> StatusMode.FEAST_PYTHON;
        };
    // Feast's store for Redis does not notice a miss; those on SQL do.
    var feast =
        switch (config.online()) {
          case OnlineConfig.Embedded _, OnlineConfig.Redis _ -> StatusMode.FEAST_PYTHON;
          case OnlineConfig.Postgres _, OnlineConfig.Sqlite _ -> StatusMode.FEAST_PYTHON_SQL;
        };
    return new Statuses(byDefault, feast);
  }

  /// Whoever joins entities with history.
  static HistoricalFeatures history(
      Config config, Stores stores, DefinitionsHolder definitions, InstantSource clock) {
    return new HistoricalFeatures(
        () -> stores.offline().history(),
        definitions::current,
        new WriteKeyEncoding(clock),
        new TimeConverter(new TimeParser(clock), plan(config, clock).integerTimeUnit()),
        config.read().maxAnswerBytes());
  }

  /// Where files are that do not outlive a request.
  static TemporaryFiles temporary(Config config) {
    return new TemporaryFiles(config.data().resolve("temporary"));
  }

  static SizeLimit resultLimit(Config config) {
    return new SizeLimit(config.read().maxResultBytes(), "read.maxResultBytes");
  }

  static NonFinite nonFinite(Config config) {
    return switch (config.serving().nonFinite()) {
      case TEXT -> NonFinite.TEXT;
      case NULL -> NonFinite.NULL;
      case FAIL -> NonFinite.FAIL;
    };
  }
}
